/** What concerns a process as a whole: its name, its log, where it listens. */
import { hostname } from 'node:os';
import type { EnvironmentReader } from '../environment.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** All services, with the ports on which they listen by default. */
const PORTS = { payment: 3001, wallet: 3002, gateway: 3003, saga: 3004, metrics: 3005, recovery: 3006 } as const;

export const SERVICE_NAMES = ['payment', 'wallet', 'gateway', 'saga', 'metrics', 'recovery'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Port 0 asks for any free one. */
export interface HttpConfig {
  readonly host: string;
  readonly port: number;
}

/** Name of this instance in logs and at the broker, unique within a service. */
export function readInstance(read: EnvironmentReader): string {
  read.section('Process');
  return (
    read.optionalText('INSTANCE', {
      about:
        'Name of this instance in logs and at the broker, unique within a service. By default made of host and process id.',
      example: 'payment-1',
    }) ?? `${hostname()}-${process.pid}`
  );
}

export type LogConfig = Readonly<ReturnType<typeof readLog>>;

export function readLog(read: EnvironmentReader) {
  return {
    level: read.oneOf('LOG_LEVEL', LOG_LEVELS, {
      default: 'info',
      about: 'Least severity of the lines that are logged.',
    }),
  };
}

export function readHttp(read: EnvironmentReader): Readonly<Record<ServiceName, HttpConfig>> {
  read.section('HTTP');
  const host = read.text('HTTP_HOST', {
    default: '127.0.0.1',
    about: 'Address on which the services listen; 0.0.0.0 for all interfaces.',
  });
  const port = (service: ServiceName) => ({
    host,
    port: read.integer(`${service.toUpperCase()}_PORT`, {
      default: PORTS[service],
      min: 0,
      max: 65_535,
      about: `Port of the ${service} service; 0 for any free one.`,
    }),
  });
  return {
    payment: port('payment'),
    wallet: port('wallet'),
    gateway: port('gateway'),
    saga: port('saga'),
    metrics: port('metrics'),
    recovery: port('recovery'),
  };
}
