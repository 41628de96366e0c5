/** Asks the other services how they are, over HTTP. What does not answer in time is not ready; nothing here throws. */
import type { RecoveryConfig } from '../config.ts';
import { isRecord } from '../platform/index.ts';
import type { Observation, ServiceStatus } from './judge.ts';

export type Target = RecoveryConfig['services'][number];

const PATIENCE_MS = 5_000;

export class ServiceClient {
  readonly #headers: Readonly<Record<string, string>>;

  /** `apiKey` with the scope `admin`, where the services want one. */
  constructor(apiKey: string | undefined) {
    this.#headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  }

  /** How the service is. */
  async observe({ name, url }: Target): Promise<Observation> {
    const ready = await this.#ask('GET', `${url}/health/ready`);
    if (typeof ready === 'string') return { name, ready: false, trouble: ready };
    const told = await this.#ask('GET', `${url}/api/v1/admin/recovery`);
    const status = typeof told === 'string' || !told.ok ? undefined : statusOf(told.body);
    const base = status === undefined ? { name } : { name, status };
    return ready.ok ? { ...base, ready: true } : { ...base, ready: false, trouble: troubleOf(ready.body, status) };
  }

  /** Has the service recover once more; true when it could. */
  async recover({ url }: Target): Promise<boolean> {
    const answer = await this.#ask('POST', `${url}/api/v1/admin/recovery`);
    return typeof answer !== 'string' && answer.ok;
  }

  /** The answer, or why there was none. */
  async #ask(method: string, url: string): Promise<{ readonly ok: boolean; readonly body: unknown } | string> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(url, { method, headers: this.#headers, signal: abort.signal });
      const body: unknown = await answer.json();
      return { ok: answer.ok, body };
    } catch (error) {
      return abort.signal.aborted
        ? `no answer within ${PATIENCE_MS / 1_000} s`
        : `no answer (${error instanceof Error ? error.message : String(error)})`;
    } finally {
      clearTimeout(timer);
    }
  }
}

function statusOf(body: unknown): ServiceStatus | undefined {
  if (!isRecord(body)) return undefined;
  const { phase, events_reprocessed: events, sagas_resumed: sagas, inconsistencies } = body;
  if (typeof phase !== 'string' || typeof events !== 'number') return undefined;
  if (typeof sagas !== 'number' || typeof inconsistencies !== 'number') return undefined;
  return { phase, events, sagas, inconsistencies };
}

/** The criteria that do not hold. */
function troubleOf(body: unknown, status: ServiceStatus | undefined): string {
  const criteria: unknown = isRecord(body) ? body['criteria'] : undefined;
  const missing = isRecord(criteria) ? Object.keys(criteria).filter((name) => criteria[name] !== true) : [];
  const phase = status === undefined ? '' : ` (${status.phase})`;
  return missing.length === 0 ? `not ready${phase}` : `not ready${phase}: ${missing.join(', ')}`;
}
