/**
 * The Kafka cluster: its brokers, its messages, and what clients meet. Unclean elections and the loss of what was not on the disk are not drawn: they lose
 * what was acknowledged, whatever the system does.
 */
import fc from 'fast-check';
import { API_ERRORS, type KafkaFault } from '../../../world/kafka/index.ts';
import { brokersOf, MAX_BROKERS } from '../../cast.ts';
import { poison } from './outsiders.ts';
import { outage } from './servers.ts';
import { atTime, type DrawnKind, type FaultSurface, momentOrLong, trigger } from './surface.ts';

/** The system has no transactions. */
const answers = [...API_ERRORS.keys()].filter((name) => !name.includes('Txn'));

export function kafka(surface: FaultSurface): readonly DrawnKind[] {
  return [
    { fault: outage(surface, 'kafka'), most: 2 },
    { fault: poison(surface), most: 3 },
    { fault: brokerFault(surface), most: 3 },
    { fault: groupFault(surface), most: 3 },
    { fault: requestFault(surface), most: 4 },
  ];
}

/** In a run with one broker only its crash hits something. */
function brokerFault(surface: FaultSurface): fc.Arbitrary<KafkaFault> {
  const broker = fc.constantFrom(...brokersOf(MAX_BROKERS).map(({ host }) => host));
  const when = fc.oneof(
    fc.constantFrom(...surface.processes).chain((process) => trigger(surface, process, 'kafka')),
    atTime(surface),
  );
  const forMs = momentOrLong(3_000, 40_000);
  return fc.oneof(
    fc.record({
      verb: fc.constant('broker-crash' as const),
      broker,
      when,
      restartAfterMs: momentOrLong(3_000, 30_000),
      unflushedMs: fc.constant(0),
    }),
    fc.record({ verb: fc.constant('leader-move' as const), broker, when }),
    fc.record({ verb: fc.constant('coordinator-move' as const), broker, when }),
    fc.record({ verb: fc.constant('replication-stall' as const), broker, when, forMs }),
    fc.record({ verb: fc.constant('isr-shrink' as const), broker, when, forMs }),
  );
}

function groupFault(surface: FaultSurface): fc.Arbitrary<KafkaFault> {
  return fc.constantFrom(...surface.processes).chain((name) => {
    const process = fc.constant(name);
    const when = trigger(surface, name, 'kafka');
    return fc.oneof(
      fc.record({ verb: fc.constant('rebalance' as const), process, when }),
      fc.record({ verb: fc.constant('session-expiry' as const), process, when }),
      fc.record({ verb: fc.constant('offsets-lost' as const), process, when }),
      fc.record({
        verb: fc.constant('offsets-rewound' as const),
        process,
        when,
        records: fc.integer({ min: 1, max: 20 }),
      }),
    );
  });
}

function requestFault(surface: FaultSurface): fc.Arbitrary<KafkaFault> {
  return fc.constantFrom(...surface.processes).chain((name) => {
    const process = fc.constant(name);
    const when = trigger(surface, name, 'kafka');
    const answer = fc.constantFrom(...answers);
    const times = fc.integer({ min: 1, max: 5 });
    return fc.oneof(
      { weight: 4, arbitrary: fc.record({ verb: fc.constant('api-error' as const), process, answer, when, times }) },
      {
        weight: 1,
        arbitrary: fc.record({
          verb: fc.constant('throttle' as const),
          process,
          when,
          throttleMs: fc.integer({ min: 1, max: 2_000 }),
          forMs: momentOrLong(1_000, 10_000),
        }),
      },
    );
  });
}
