/** Speaking to the services over their HTTP API. */
import { readHttp, SERVICE_NAMES, type ServiceName } from '../config/process.ts';
import { EnvironmentReader } from '../environment.ts';
import { isRecord } from '../platform/rows.ts';
import { UsageError } from './command.ts';
import type { Fields } from './output.ts';

const TIMEOUT_MS = 60_000;

/** A service that did not do what it was asked for; the message says why, for a person. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** What goes with a request. */
export interface Call {
  /** Entries without a value are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: Fields;
  readonly idempotencyKey?: string;
}

export class Services {
  readonly #environment: Readonly<Record<string, string | undefined>>;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  /**
   * The services that `--service` names; all of them when it was not given.
   *
   * @throws UsageError when there is no such service.
   */
  named(name: string | undefined): readonly ServiceName[] {
    if (name === undefined) return SERVICE_NAMES;
    const found = SERVICE_NAMES.filter((known) => known === name);
    if (found.length === 1) return found;
    throw new UsageError(`--service is "${name}"; services are ${SERVICE_NAMES.join(', ')}.`);
  }

  /**
   * Calls a service.
   *
   * @returns the body of a successful answer.
   * @throws ServiceError when there is no answer, or another one.
   */
  async call(service: ServiceName, method: 'GET' | 'POST', path: string, call: Call = {}): Promise<Fields> {
    const url = this.#urlOf(service, path, call.query ?? {});
    const response = await this.#fetch(service, url, method, call);
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok && isRecord(answer)) return answer;
    throw new ServiceError(`The ${service} service: ${explanationOf(response.status, answer)}`, response.status);
  }

  async #fetch(service: ServiceName, url: URL, method: string, { body, idempotencyKey }: Call): Promise<Response> {
    const key = this.#environment['TEMBLOR_API_KEY'];
    try {
      return await fetch(url, {
        method,
        headers: {
          ...(key === undefined || key === '' ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      throw new ServiceError(
        `The ${service} service does not answer at ${url.origin} (${reasonOf(error)}). Is it running? ` +
          `If it is elsewhere, set TEMBLOR_${service.toUpperCase()}_URL.`,
      );
    }
  }

  #urlOf(service: ServiceName, path: string, query: NonNullable<Call['query']>): URL {
    const name = `TEMBLOR_${service.toUpperCase()}_URL`;
    const base = this.#environment[name] ?? this.#defaultOf(service);
    if (!/^https?:\/\//.test(base) || !URL.canParse(base)) {
      throw new UsageError(
        `${name} is "${base}". Set it to the address of the service, such as http://localhost:3001.`,
      );
    }
    const url = new URL(`${base.replace(/\/$/, '')}/api/v1${path}`);
    for (const [field, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(field, String(value));
    }
    return url;
  }

  #defaultOf(service: ServiceName): string {
    const read = new EnvironmentReader(this.#environment);
    const { host, port } = readHttp(read)[service];
    read.finish();
    return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  }
}

function explanationOf(status: number, answer: unknown): string {
  const error = isRecord(answer) && isRecord(answer['error']) ? answer['error'] : {};
  const { code, message } = error;
  if (typeof code !== 'string' || typeof message !== 'string') return `it answered ${status} without saying why.`;
  const hint = status === 401 ? " Set TEMBLOR_API_KEY to an operator's key (temblor api-keys create)." : '';
  return `${message} (${status} ${code})${hint}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1_000} s`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
