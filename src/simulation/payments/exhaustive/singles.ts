/**
 * Every single fault that can strike where a run went: each service crashes at each point that it reaches, and while a provider has a call of it;
 * each connection to Kafka and Postgres is cut at each point (before the server acts, or after it has and before the answer arrives), each
 * answer to a commit and to a send is lost, each answer of Kafka is cut in the middle, each of Kafka and each to a commit is damaged; each process
 * stands still after each commit; its groups go on without it whenever it was handed messages and whenever it has committed an offset;
 * each request of a client is cut at each moment at which the service that was asked does something; each call at a provider goes wrong in each way,
 * and each webhook comes twice, late, or not at first.
 *
 * Points count per process from 1, and a run repeats itself up to the moment at which the fault strikes, so every fault strikes.
 *
 * A crash after any other event of a process is one of these, a little earlier or later: between two points it sends nothing to a server, and what
 * it has sent arrives although it is dead.
 */
import type { ConnectionFault, CrashFault, PointReached, ProcessFault, ResetFault } from '../../world/index.ts';
import type { KafkaFault } from '../../world/kafka/index.ts';
import { CLIENT, instancesOf, membersOf } from '../cast.ts';
import { PROVIDER_BEHAVIOURS } from '../generate/provider-faults.ts';
import type { PaymentHistory } from '../history.ts';
import type { FaultPlan, PaymentFault, ProviderFault, WebhookFault } from '../plan.ts';
import type { RunInput } from '../run-input.ts';
import { SESSION_MS } from './references.ts';

/** A run as an exhaustive search needs it. */
export interface ExploredRun {
  readonly input: RunInput;
  readonly history: PaymentHistory;
  /** In the order in which they were reached. */
  readonly points: readonly PointReached[];
}

/** A process that crashed is back after this long. */
const RESTART_MS = 50;
/** Longer than the leases of the services and the sessions of Kafka. */
const PAUSE_MS = SESSION_MS + 2_000;
/** Long enough for a webhook to come after the end of its payment. */
const WEBHOOK_DELAY_MS = 5_000;

/** All single faults of a run, each once, in an order that depends on the run alone. */
export function singles(run: ExploredRun): FaultPlan {
  const services = new Set(membersOf(instancesOf(run.input.instances)).map(({ name }) => name));
  const places = placesOf(run.points);
  const ofServices = places.filter(({ process }) => services.has(process));
  const all: readonly PaymentFault[] = [
    ...ofServices.map(crashAt),
    ...crashesDuringCalls(run, services),
    ...places.flatMap(resetAt),
    ...places.flatMap(answerLostAt),
    ...places.flatMap(answerSpoiledAt),
    ...ofServices.flatMap(pauseAt),
    ...ofServices.flatMap(thrownOutAt),
    ...cutRequests(run, services),
    ...providerFaults(run),
    ...webhookFaults(run),
  ];
  const taken = new Set(run.input.plan.map((fault) => JSON.stringify(fault)));
  return all.filter((fault) => !taken.has(JSON.stringify(fault)));
}

/** The n-th time that a process reached a point. */
interface Place {
  readonly point: string;
  readonly process: string;
  readonly nth: number;
}

/** Without those that are another one under a second name: a commit that has arrived is a statement that has arrived. */
function placesOf(points: readonly PointReached[]): readonly Place[] {
  const counts = new Map<string, number>();
  const places = points.map(({ point, process }) => {
    const key = `${process} ${point}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    return { point, process, nth };
  });
  return places.filter((_, at) => !isCommitArriving(points[at], points[at + 1]));
}

function isCommitArriving(statement: PointReached | undefined, commit: PointReached | undefined): boolean {
  return (
    statement?.point === 'postgres.statement.received' &&
    commit?.point === 'postgres.commit.received' &&
    statement.process === commit.process &&
    statement.atMs === commit.atMs
  );
}

function crashAt({ point, process, nth }: Place): CrashFault {
  return { verb: 'crash', process, when: { point, process, nth }, restartAfterMs: RESTART_MS };
}

/** Only at points of a server: what is cut is the connection over which the point was reached. */
function resetAt({ point, process, nth }: Place): readonly ResetFault[] {
  const [server = ''] = point.split('.');
  if (server === 'network') return [];
  return [{ verb: 'reset', from: process, to: server, when: { point, process, nth } }];
}

/** The server does what it was asked, and its answer never arrives, nor does anything else over that connection. */
function answerLostAt({ point, process, nth }: Place): readonly ConnectionFault[] {
  const [server = ''] = point.split('.');
  if (point !== 'postgres.commit.received' && point !== 'kafka.produce.received') return [];
  return [{ verb: 'half-open', from: process, to: server, what: 'answers', when: { point, process, nth } }];
}

/** Points at which a server has acted and its answer is about to leave. */
const ANSWERING = new Set(['postgres.commit.done', 'kafka.produce.done', 'kafka.fetch.done', 'kafka.offsets.done']);

/**
 * The answer arrives by half, or with a header that makes no sense. Half an answer of Postgres is none: its client begins anew with
 * each connection.
 */
function answerSpoiledAt({ point, process, nth }: Place): readonly ConnectionFault[] {
  if (!ANSWERING.has(point)) return [];
  const [server = ''] = point.split('.');
  const answer = { from: process, to: server, what: 'answers', when: { point, process, nth } } as const;
  const damaged: ConnectionFault = { verb: 'corrupt', ...answer, part: 'header' };
  return server === 'kafka' ? [damaged, { verb: 'truncate', ...answer }] : [damaged];
}

/** Its groups go on without it while it has messages in hand, or has just said how far it is. */
function thrownOutAt({ point, process, nth }: Place): readonly KafkaFault[] {
  if (point !== 'kafka.fetch.done' && point !== 'kafka.offsets.done') return [];
  return [{ verb: 'session-expiry', process, when: { point, process, nth } }];
}

/** The call arrives and takes its effect, and whoever made it is dead when the answer comes. */
function crashesDuringCalls({ history }: ExploredRun, services: ReadonlySet<string>): readonly CrashFault[] {
  const callers = [...services].filter((name) => name.startsWith('gateway-'));
  return history.calls.flatMap(({ arrivedMs }) =>
    callers.map(
      (process): CrashFault => ({ verb: 'crash', process, when: { atMs: arrivedMs }, restartAfterMs: RESTART_MS }),
    ),
  );
}

/** With a commit done and nothing told yet, the process stands still past its leases and sessions. */
function pauseAt({ point, process, nth }: Place): readonly ProcessFault[] {
  if (point !== 'postgres.commit.done') return [];
  return [{ verb: 'pause', process, when: { point, process, nth }, forMs: PAUSE_MS }];
}

/** What a client asks of a service is cut whenever that service does something before it answers. */
function cutRequests({ history, points }: ExploredRun, services: ReadonlySet<string>): readonly ResetFault[] {
  const asked = ({ process, atMs }: PointReached): boolean =>
    history.exchanges.some(
      ({ path, sentMs, answer }) =>
        process.startsWith(path.startsWith('/api/v1/wallets') ? 'wallet-' : 'payment-') &&
        sentMs <= atMs &&
        atMs <= (answer?.receivedMs ?? sentMs),
    );
  const moments = new Map(
    points.flatMap((point) =>
      services.has(point.process) && asked(point) ? [[`${point.process} ${point.atMs}`, point] as const] : [],
    ),
  );
  return [...moments.values()].map(({ process, atMs }) => ({
    verb: 'reset',
    from: CLIENT,
    to: process,
    when: { atMs },
  }));
}

function providerFaults({ history, input }: ExploredRun): readonly ProviderFault[] {
  const counts = new Map<string, number>();
  const planned = new Set(
    input.plan.flatMap((fault) =>
      fault.verb === 'provider' ? [`${fault.provider} ${fault.operation} ${fault.nth}`] : [],
    ),
  );
  return history.calls.flatMap(({ provider, operation }) => {
    const key = `${provider} ${operation}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    if (planned.has(`${key} ${nth}`)) return [];
    const behaviours = [...new Set(PROVIDER_BEHAVIOURS[operation])];
    return behaviours.map((behaviour): ProviderFault => ({ verb: 'provider', provider, operation, nth, behaviour }));
  });
}

/** A provider notifies about once for each call that changes something; those that it does not send are never struck. */
function webhookFaults({ history, input }: ExploredRun): readonly WebhookFault[] {
  if (input.webhooks !== true) return [];
  return history.ledgers.flatMap(({ provider, charges, refunds }) => {
    const sent = charges.length + refunds.length;
    return Array.from({ length: sent }, (_, index) => index + 1).flatMap((nth) =>
      (['twice', 'late', 'lost'] as const).map(
        (behaviour): WebhookFault => ({
          verb: 'webhook',
          provider,
          nth,
          behaviour,
          delayMs: behaviour === 'late' ? WEBHOOK_DELAY_MS : 0,
        }),
      ),
    );
  });
}
