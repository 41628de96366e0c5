/**
 * Finds out whether a step is part of a witness. A property proves a violation with observations of the history, whole
 * or in part, so an observation belongs to it if what they have in common is equal and tells it from the others.
 */

export interface Marks {
  /** True if an observation of the history is (part of) a witness. */
  has(observation: object): boolean;
  /** True if a witness names this event. */
  hasId(eventId: string): boolean;
}

/** Fields that tell one observation from another of its kind. */
const telling: ReadonlySet<string> = new Set([
  'eventId',
  'event_id',
  'chargeId',
  'offset',
  'atMs',
  'appendedMs',
  'sentMs',
  'arrivedMs',
]);
const commonFieldsMin = 2;

/** Marks for all observations that the witnesses mention. */
export function marksOf(witnesses: readonly unknown[]): Marks {
  const objects = witnesses.filter((one) => typeof one === 'object' && one !== null);
  const ids = new Set(witnesses.flatMap(eventIdsIn));
  return {
    has: (observation) => objects.some((witness) => isSame(witness, observation)),
    hasId: (eventId) => ids.has(eventId),
  };
}

function isSame(witness: object, observation: object): boolean {
  let common = 0;
  let tells = false;
  for (const [name, value] of Object.entries(witness)) {
    if (!(name in observation) || typeof value === 'object') continue;
    if (Reflect.get(observation, name) !== value) return false;
    common += 1;
    tells ||= telling.has(name);
  }
  return tells && common >= commonFieldsMin;
}

function eventIdsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if ((name === 'event_id' || name === 'eventId') && typeof inner === 'string') return [inner];
    return eventIdsIn(inner);
  });
}
