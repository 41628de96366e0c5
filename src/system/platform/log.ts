/**
 * One pino logger per service instance. Lines are JSON on standard output, written synchronously so that the last
 * words of a process that dies are not lost.
 */
import { type Logger, pino } from 'pino';
import type { LogConfig } from '../config.ts';

export type { Logger } from 'pino';

/** A logger whose lines carry the service and the instance. */
export function createLogger(config: LogConfig, service: string, instance: string): Logger {
  return pino({
    level: config.level,
    base: { service, instance },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
  });
}
