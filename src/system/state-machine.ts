/**
 * What every machine of the system has in common: flat, without context, actions or delays, and asked through
 * XState's pure `transition`. From the machine itself come the answer to "may this happen now?" and the list of
 * all transitions, which diagrams and conformance checks are made of.
 */
import { type AnyStateMachine, type AnyStateNode, type EventObject, transition } from 'xstate';

/** What a machine says to an event: the next state (which may be the same), or why the event is not accepted. */
export type Outcome<State extends string> =
  | { readonly accepted: true; readonly state: State }
  | { readonly accepted: false; readonly reason: string };

/** One arrow of a machine. */
export interface Transition<State extends string> {
  readonly from: State;
  readonly to: State;
  /** Type of the event that causes it. */
  readonly event: string;
}

/** Machines have tens of transitions; an event that brought an id along must not fill the memory. */
const ANSWERS_MAX = 1_000;

/**
 * Makes the function that asks `machine`. As a machine without context gives the same answer to the same question, each is worked out
 * only once.
 *
 * @throws Error when the machine reaches a state that is not among `states`: the list and the machine differ.
 */
export function acceptor<Event extends EventObject, State extends string>(
  machine: AnyStateMachine,
  states: readonly State[],
): (state: State, event: Event) => Outcome<State> {
  const answers = new Map<string, Outcome<State>>();
  const ask = (state: State, event: Event): Outcome<State> => {
    const snapshot = machine.resolveState({ value: state, context: {} });
    if (!snapshot.can(event)) {
      return { accepted: false, reason: `a ${machine.id} in state ${state} does not accept ${event.type}` };
    }
    const [next] = transition(machine, snapshot, event);
    return { accepted: true, state: known(machine, states, next.value) };
  };
  return (state, event) => {
    const question = `${state} ${JSON.stringify(event)}`;
    const answer = answers.get(question) ?? ask(state, event);
    if (answers.size < ANSWERS_MAX) answers.set(question, answer);
    return answer;
  };
}

/** Every transition of `machine`, in the order of `states` and, within one, of the machine's definition. */
export function transitionsOf<State extends string>(
  machine: AnyStateMachine,
  states: readonly State[],
): readonly Transition<State>[] {
  return states.flatMap((from) => {
    return [...nodeOf(machine, from).transitions.values()]
      .flat()
      .flatMap(({ eventType, target }) =>
        (target ?? []).map(({ key }) => ({ from, to: known(machine, states, key), event: eventType })),
      );
  });
}

/** The states from which `machine` goes nowhere any more. */
export function terminalStates<State extends string>(
  machine: AnyStateMachine,
  states: readonly State[],
): ReadonlySet<State> {
  return new Set(states.filter((state) => nodeOf(machine, state).type === 'final'));
}

function nodeOf(machine: AnyStateMachine, state: string): AnyStateNode {
  const node = machine.states[state];
  if (node === undefined) {
    throw new Error(`The machine "${machine.id}" has no state ${state}: bring its list of states up to date.`);
  }
  return node;
}

function known<State extends string>(machine: AnyStateMachine, states: readonly State[], value: unknown): State {
  const state = states.find((candidate) => candidate === value);
  if (state === undefined) {
    throw new Error(`The machine "${machine.id}" reached ${String(value)}, which its list of states does not name.`);
  }
  return state;
}
