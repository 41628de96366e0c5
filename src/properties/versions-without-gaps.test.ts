import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editEvents, editRows, expectViolation } from './fixture/doctor.ts';
import { versionsWithoutGaps } from './versions-without-gaps.ts';

describe('versions-without-gaps notices', () => {
  const { history } = baseHistory();

  it('an event that is missing', () => {
    const doctored = editEvents(history, 'payment', 'PaymentValidated', () => []);
    expectViolation(versionsWithoutGaps, doctored, /payment: payment .* has version 3 without 2 before it/);
  });

  it('a version that was given twice', () => {
    const doctored = editEvents(history, 'payment', 'PaymentValidated', (row) => [row, row]);
    expectViolation(versionsWithoutGaps, doctored, /has version 2 twice/);
  });

  it('a stream that is behind its events', () => {
    const doctored = editRows(history, 'wallet.streams', (row) => ({ ...row, version: '1' }));
    expectViolation(versionsWithoutGaps, doctored, /events, but its stream is at version 1/);
  });
});
