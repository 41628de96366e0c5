/**
 * One pino logger per service instance. Lines are JSON on standard output, written synchronously so that the last
 * words of a process that dies are not lost. Each carries the correlation id of the request or message that it belongs to, and none carries a
 * secret or a card number.
 */
import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogConfig } from '../config.ts';
import { redacted } from './telemetry/redaction.ts';
import { logFieldsOfScope } from './telemetry/scope.ts';

export type { Logger } from 'pino';

/** A logger whose lines carry the service and the instance. They go to standard output unless `destination` is given. */
export function createLogger(
  config: LogConfig,
  service: string,
  instance: string,
  destination: DestinationStream = pino.destination({ sync: true }),
): Logger {
  return pino(
    {
      level: config.level,
      base: { service, instance },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: logFieldsOfScope,
      hooks: { streamWrite: redacted },
    },
    destination,
  );
}
