import { describe, it } from 'vitest';
import { auditComplete } from './audit-complete.ts';
import { baseHistory } from './fixture/base-history.ts';
import { editRecords, expectViolation, typeOf } from './fixture/doctor.ts';

describe('audit-complete notices', () => {
  it('an event that the audit topic does not have', () => {
    const doctored = editRecords(baseHistory().history, (record) =>
      record.topic.startsWith('audit') && typeOf(record) === 'WalletDeducted' ? [] : record,
    );
    expectViolation(auditComplete, doctored, /^WalletDeducted .* is on wallet-events\.v1 and not on audit-events\.v1$/);
  });
});
