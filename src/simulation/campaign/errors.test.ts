import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isCallersError, plainError, revivedError, UsageError } from './errors.ts';

describe('an error on its way between processes', () => {
  test('keeps name, message and stack', () => {
    const error = new RangeError('too far');
    expect(plainError(error)).toEqual({ name: 'RangeError', message: 'too far', stack: error.stack });
    expect(revivedError(plainError(error))).toMatchObject({ name: 'RangeError', message: 'too far' });
    expect(revivedError(plainError(new UsageError('no')))).toBeInstanceOf(UsageError);
    expect(plainError('a word')).toEqual({ name: 'Error', message: 'a word' });
  });

  test("is the machine's when a program cannot be started", async () => {
    const [error] = await once(spawn('/nowhere/initdb'), 'error', {}).catch((thrown: unknown) => [thrown]);
    expect(plainError(error)).toMatchObject({
      name: 'EnvironmentError',
      message: expect.stringMatching(/^A program could not be started: spawn \/nowhere\/initdb ENOENT\. /),
    });
  });

  test("is the machine's when Postgres runs out of something, whatever the statement was", () => {
    const message = 'could not extend file "base/1/2": No space left on device (53100)';
    const error = Object.assign(new Error(`${message} in: TRUNCATE a,\n b`), { sqlState: '53100' });
    const plain = plainError(error);
    expect(plain.name).toBe('EnvironmentError');
    expect(plain.message).toContain(`${message}. Free`);
  });

  test.each([
    ['a statement that is wrong', Object.assign(new Error('x in: SELECT'), { sqlState: '42601' })],
    ['a file that is missing', thrownBy(() => readFileSync('/nowhere'))],
  ])("is not the machine's because of %s", (_what, error) => {
    expect(isCallersError(plainError(error))).toBe(false);
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
