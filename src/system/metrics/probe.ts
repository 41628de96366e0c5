/**
 * Looks at the broker: how far each consumer group is behind. Somebody outside of the groups has to tell this, because a consumer that
 * hangs tells nothing. A look is shared by all who ask within a few seconds.
 */
import type { Admin, Kafka } from 'kafkajs';
import { subscriptionsOf } from '../../../generated/contracts/index.ts';
import type { ServiceName } from '../config.ts';

/** How far a group is behind on a topic, over all of its partitions. */
export interface GroupLag {
  readonly group: ServiceName;
  readonly topic: string;
  readonly lag: number;
}

const FRESH_MS = 5_000;

export class LagProbe {
  readonly #kafka: Kafka;
  readonly #groups: readonly ServiceName[];
  #admin: Promise<Admin> | undefined;
  #look: { readonly at: number; readonly lags: Promise<readonly GroupLag[]> } | undefined;

  /** Each service's group has the name of the service. */
  constructor(kafka: Kafka, groups: readonly ServiceName[]) {
    this.#kafka = kafka;
    this.#groups = groups;
  }

  /** The lags as they were at most five seconds ago. Rejects when the broker does not answer. */
  lags(): Promise<readonly GroupLag[]> {
    const known = this.#look;
    if (known !== undefined && Date.now() - known.at < FRESH_MS) return known.lags;
    const lags = this.#read();
    this.#look = { at: Date.now(), lags };
    lags.catch(() => {
      this.#look = undefined;
      void this.close();
    });
    return lags;
  }

  async close(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    // A connection that was never made, or is lost, has nothing to say goodbye to.
    await admin?.then((one) => one.disconnect()).catch(() => undefined);
  }

  async #read(): Promise<readonly GroupLag[]> {
    this.#admin ??= connected(this.#kafka.admin());
    const admin = await this.#admin;
    const topics = new Set(this.#groups.flatMap((group) => subscriptionsOf(group).map(({ topic }) => topic.name)));
    const ends = new Map<string, ReadonlyMap<number, bigint>>();
    for (const topic of topics) {
      const offsets = await admin.fetchTopicOffsets(topic);
      ends.set(topic, new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)])));
    }
    const lags: GroupLag[] = [];
    for (const group of this.#groups) {
      const wanted = subscriptionsOf(group).map(({ topic }) => topic.name);
      const committed = await admin.fetchOffsets({ groupId: group, topics: [...wanted] });
      for (const { topic, partitions } of committed) {
        lags.push({ group, topic, lag: lagOf(partitions, ends.get(topic) ?? new Map()) });
      }
    }
    return lags;
  }
}

/** A group that has committed nothing on a partition starts at its beginning; what was deleted there is counted too, by a lack of better. */
function lagOf(
  partitions: readonly { readonly partition: number; readonly offset: string }[],
  ends: ReadonlyMap<number, bigint>,
): number {
  let lag = 0n;
  for (const { partition, offset } of partitions) {
    const end = ends.get(partition) ?? 0n;
    const next = BigInt(offset) < 0n ? 0n : BigInt(offset);
    if (end > next) lag += end - next;
  }
  return Number(lag);
}

async function connected(admin: Admin): Promise<Admin> {
  await admin.connect();
  return admin;
}
