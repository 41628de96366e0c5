/** Faults that one process meets as a client: its groups are disturbed or forgotten, its requests refused or slowed down. */

import { defineStrikingFault } from '../../faults/definition/fault-kind.ts';
import { choice, count, durationMs, processName, trigger } from '../../faults/definition/parameter.ts';
import { API_ERRORS } from './api-errors.ts';
import { groupsOf, type KafkaFaultTarget } from './target.ts';

/** The groups of the process begin a new round, in the middle of whatever their members are doing. */
export const rebalance = defineStrikingFault({
  verb: 'rebalance',
  class: 'kafka',
  says: 'the groups of {process} rebalance {when}',
  parameters: { process: processName, when: trigger },
  strike: (target: KafkaFaultTarget, { process }) =>
    groupsOf(target, process).flatMap((group) => (group.rebalance('a fault wants it so') ? [group.id] : [])),
});

/** The process is thrown out of its groups as if it had been silent for too long; it goes on with what it has. */
export const sessionExpiry = defineStrikingFault({
  verb: 'session-expiry',
  class: 'kafka',
  says: 'the sessions of {process} in its groups expire {when}',
  parameters: { process: processName, when: trigger },
  strike: (target: KafkaFaultTarget, { process }) =>
    groupsOf(target, process).flatMap((group) => {
      const members = group.members.filter((member) => member.process === process);
      return members.filter(({ id }) => group.expire(id)).map(() => group.id);
    }),
});

/**
 * The groups of the process are forgotten, as when their partition of `__consumer_offsets` is lost: members are unknown, and
 * consumers begin at their topics' earliest records, so that all that is there is delivered again.
 */
export const offsetsLost = defineStrikingFault({
  verb: 'offsets-lost',
  class: 'kafka',
  says: 'the groups of {process} and their offsets are forgotten {when}',
  parameters: { process: processName, when: trigger },
  strike: (target: KafkaFaultTarget, { process }) =>
    groupsOf(target, process).map(({ id }) => {
      target.cluster.groups.lose(id);
      return id;
    }),
});

/** As when an older copy of `__consumer_offsets` comes back: the last `records` of each partition are delivered again. */
export const offsetsRewound = defineStrikingFault({
  verb: 'offsets-rewound',
  class: 'kafka',
  says: 'the groups of {process} are set back by {records} records in each partition {when}',
  parameters: { process: processName, when: trigger, records: count },
  strike: (target: KafkaFaultTarget, { process, records }) =>
    groupsOf(target, process).map(({ id }) => {
      target.cluster.groups.lose(id, records);
      return id;
    }),
});

/** The next requests of the process to an API are answered with an error that says "try again". */
export const apiError = defineStrikingFault({
  verb: 'api-error',
  class: 'kafka',
  says: '{process}: the next {times} requests are answered {answer}, from {when} on',
  counted: 'api-error {answer}',
  parameters: {
    process: processName,
    answer: choice(Object.fromEntries([...API_ERRORS.keys()].map((name) => [name, '']))),
    when: trigger,
    times: count,
  },
  strike: ({ cluster }: KafkaFaultTarget, { process, answer, times }) => {
    const error = API_ERRORS.get(answer);
    if (error === undefined) return [];
    cluster.trouble.refuse(process, error, times);
    return [process];
  },
});

/** Every answer to the process asks it to wait, and the brokers read nothing from it in the meantime (KIP-219). */
export const throttle = defineStrikingFault({
  verb: 'throttle',
  class: 'kafka',
  says: 'brokers throttle {process} by {throttleMs} a request {when}, for {forMs}',
  parameters: { process: processName, when: trigger, throttleMs: durationMs(), forMs: durationMs() },
  strike: ({ cluster, aftermath }: KafkaFaultTarget, { process, throttleMs, forMs }) => {
    aftermath.lasting(forMs, cluster.trouble.throttle(process, throttleMs));
    return [process];
  },
});

export const CLIENT_FAULTS = [rebalance, sessionExpiry, offsetsLost, offsetsRewound, apiError, throttle] as const;
