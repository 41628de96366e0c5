import { describe, expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { acceptor, terminalStates, transitionsOf } from './state-machine.ts';

const STATES = ['RED', 'GREEN', 'BROKEN'] as const;
const light = createMachine({
  id: 'light',
  initial: 'RED',
  states: {
    RED: { on: { GO: 'GREEN', WAIT: 'RED' } },
    GREEN: { on: { STOP: 'RED', BREAK: 'BROKEN' } },
    BROKEN: { type: 'final' },
  },
});

describe('a machine that is asked', () => {
  const ask = acceptor(light, STATES);

  it('answers with the next state, which may be the same', () => {
    expect(ask('RED', { type: 'GO' })).toEqual({ accepted: true, state: 'GREEN' });
    expect(ask('RED', { type: 'WAIT' })).toEqual({ accepted: true, state: 'RED' });
  });

  it('says why not', () => {
    expect(ask('BROKEN', { type: 'GO' })).toEqual({
      accepted: false,
      reason: 'a light in state BROKEN does not accept GO',
    });
  });

  it('tells its arrows and its ends', () => {
    expect(transitionsOf(light, STATES)).toEqual([
      { from: 'RED', event: 'GO', to: 'GREEN' },
      { from: 'RED', event: 'WAIT', to: 'RED' },
      { from: 'GREEN', event: 'STOP', to: 'RED' },
      { from: 'GREEN', event: 'BREAK', to: 'BROKEN' },
    ]);
    expect(terminalStates(light, STATES)).toEqual(new Set(['BROKEN']));
  });

  it('notices a list of states that is not the machine’s', () => {
    expect(() => transitionsOf(light, [...STATES, 'BLUE'])).toThrow('has no state BLUE');
    expect(() => acceptor(light, ['RED'])('RED', { type: 'GO' })).toThrow('reached GREEN');
  });
});
