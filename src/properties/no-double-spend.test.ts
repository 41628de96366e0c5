import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editEvents, expectViolation, withData } from './fixture/doctor.ts';
import { noDoubleSpend } from './no-double-spend.ts';

describe('no-double-spend notices', () => {
  const { history } = baseHistory();

  it('two deductions for which there was money once', () => {
    const doctored = editEvents(history, 'wallet', 'WalletDeducted', (row) => withData(row, { amount: 80_000 }));
    expectViolation(noDoubleSpend, doctored, /took 80000 from wallet .*, where 20000 was left/);
  });

  it('a deduction that was decided on an old balance', () => {
    const doctored = editEvents(history, 'wallet', 'WalletDeducted', (row) =>
      withData(row, { available_after: 85_000 }),
    );
    expectViolation(noDoubleSpend, doctored, /claims to leave 85000 in wallet .*; its events leave 20000/);
  });
});
