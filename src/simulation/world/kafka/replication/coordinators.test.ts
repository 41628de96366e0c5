import { describe, expect, test } from 'vitest';
import type { KafkaFault } from '../index.ts';
import { SAMPLE_REQUESTS, type SampleRequest } from '../testing/sample-requests.ts';
import { startVirtualBroker } from '../testing/virtual-broker.ts';
import type { WireClient } from '../testing/wire-client.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';

/** Longer than a broker needs to load what it has taken over. */
const LOADED_MS = 100;
const IDS = [1, 2, 3] as const;

function start() {
  const brokers = IDS.map((id) => ({ host: `kafka-${id}`, port: 9092 }));
  const { broker: cluster, scheduler, client } = startVirtualBroker({ brokers });
  const clients = new Map<number, WireClient>(IDS.map((id) => [id, client('tester', id)]));
  const to = (id: number) => {
    const found = clients.get(id);
    if (found === undefined) throw new Error(`there is no broker ${id}`);
    return found;
  };
  /** Id of the broker that looks after the name. */
  const find = (type: number): number => {
    const answer = to(1).ask(10, 2, new BinaryWriter().string('name').int8(type));
    answer.int32();
    expect(answer.int16()).toBe(ErrorCode.NONE);
    answer.nullableString();
    return answer.int32();
  };
  const ask = ({ key, version, body, error }: SampleRequest, id: number) =>
    error(to(id).ask(key, version, body('name', 'orders')));
  const relieve = (id: number) => {
    const fault: KafkaFault = { verb: 'coordinator-move', broker: `kafka-${id}`, when: { atMs: 0 } };
    cluster.faults.strike(fault, undefined);
  };
  return { scheduler, find, ask, relieve };
}

const coordinated = SAMPLE_REQUESTS.filter(({ of }) => of.endsWith('coordinator'));

describe.each(coordinated)('$api', (request) => {
  const type = request.of === 'group coordinator' ? 0 : 1;

  test('is refused by brokers that do not coordinate', () => {
    const { find, ask } = start();
    const coordinator = find(type);
    const others = IDS.filter((id) => id !== coordinator);
    expect(others.map((id) => ask(request, id))).toEqual([ErrorCode.NOT_COORDINATOR, ErrorCode.NOT_COORDINATOR]);
    expect(ask(request, coordinator)).not.toBe(ErrorCode.NOT_COORDINATOR);
  });

  test('has to wait until a new coordinator has loaded, and the old one refuses it', () => {
    const { scheduler, find, ask, relieve } = start();
    const old = find(type);
    relieve(old);
    const next = find(type);
    expect(next).not.toBe(old);
    expect([ask(request, old), ask(request, next)]).toEqual([
      ErrorCode.NOT_COORDINATOR,
      ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
    ]);
    scheduler.advance(LOADED_MS);
    expect(ask(request, old)).toBe(ErrorCode.NOT_COORDINATOR);
    expect([ErrorCode.NOT_COORDINATOR, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS]).not.toContain(ask(request, next));
  });
});
