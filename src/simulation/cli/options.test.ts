import { describe, expect, test } from 'vitest';
import { parseOptions } from './options.ts';

const known = ['happy-path', 'insufficient-funds', 'concurrent-payments'];
const parse = (...args: string[]) => parseOptions(args, known);

describe('the options', () => {
  test('without any: all scenarios and random runs from seed 1, for 45 seconds', () => {
    expect(parse()).toMatchObject({ command: 'simulate', seed: 1, seconds: 45, system: 'shipped', keepGoing: false });
    expect(parse().scenarios).toBeUndefined();
    expect(parse().runs).toBeUndefined();
  });

  test('a named seed is run once, a number of runs takes as long as it takes', () => {
    expect(parse('--seed', '7')).toMatchObject({ seed: 7, runs: 1 });
    expect(parse('--seed', '7').seconds).toBeUndefined();
    expect(parse('--runs', '300').seconds).toBeUndefined();
    expect(parse('--runs', '300', '--seconds', '9')).toMatchObject({ runs: 300, seconds: 9 });
  });

  test('scenarios are a list, or all', () => {
    expect(parse('--scenario', 'happy-path,random').scenarios).toEqual(['happy-path', 'random']);
    expect(parse('--scenario', 'all').scenarios).toEqual([...known, 'random']);
  });

  test('verifying determinism takes at least two workers and twenty seeds', () => {
    expect(parse('--verify-determinism', '--workers', '1')).toMatchObject({ workers: 2, runs: 20 });
    expect(parse('--verify-determinism', '--replay', 'x').command).toBe('verify-determinism');
  });

  test('a shard', () => {
    expect(parse('--shard', '2/4').shard).toEqual({ index: 2, of: 4 });
  });

  test.each([
    [['--scenario', 'hapy-path'], /no scenario "hapy-path"\. Did you mean "happy-path"\? Known are: happy-path, /],
    [['--scenario', 'zzzzzzzzzzzzzzzzzz'], /no scenario "zzzzzzzzzzzzzzzzzz"\. Known are/],
    [['--seed', 'abc'], /--seed wants a whole number from 0 to 4294967295, not "abc"/],
    [['--seed', '-1'], /--seed wants a whole number from 0 to 4294967295, not "-1"/],
    [['--runs', '-5'], /--runs wants a whole number from 1 to \d+, not "-5"/],
    [['--seconds', '-0.5'], /--seconds wants a number above 0, not "-0.5"/],
    [['--workers', '0'], /--workers wants a whole number from 1 to 64, not "0"/],
    [['--list=x'], /--list.*does not take an argument.*See --help/],
    [['--seed=4294967296'], /--seed wants/],
    [['--seed', '1.5'], /--seed wants/],
    [['--seed', ''], /--seed wants/],
    [['--runs', '0'], /--runs wants/],
    [['--workers', '1000'], /--workers wants a whole number from 1 to 64/],
    [['--seconds', 'soon'], /--seconds wants a number above 0/],
    [
      ['--faults', 'swam'],
      /--faults wants one of none, gentle, swarm, storm, crashes, network, kafka, postgres, providers, time, not "swam"\. Did you mean "swarm"/,
    ],
    [['--system', 'cannary'], /Did you mean "canary"/],
    [['--shard', '5/4'], /--shard wants I\/N/],
    [['--report', ''], /--report wants a path/],
    [['--sed', '7'], /There is no option --sed\. Did you mean "--seed"\? See --help/],
    [['happy-path'], /"happy-path" stands alone.*--scenario happy-path/],
    [['--seed'], /^--seed wants a value\. See --help\.$/],
    [['--replay', '--list'], /--replay wants a value/],
    [['--pairs', '5'], /--pairs belongs to --exhaustive/],
    [['--exhaustive', '--pairs', 'all'], /--pairs wants a whole number from 1/],
    [['--exhaustive', '--scenario', 'random'], /--exhaustive decides by itself what is run; leave out --scenario/],
    [['--exhaustive', '--verify-determinism'], /--exhaustive does not go with --verify-determinism/],
    [['--check'], /--check belongs to --scenario-reports/],
  ])('%j is refused in one line', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
    try {
      parse(...args);
    } catch (error) {
      expect(error).toMatchObject({ name: 'UsageError' });
      expect(String(error)).not.toContain('\n');
    }
  });

  test('plays the input of a token live, and lets scenarios that are run on demand be named only', () => {
    expect(parseOptions(['--live', '--replay', 'temblor1.x'], ['one'])).toMatchObject({
      live: true,
      command: 'replay',
    });
    expect(() => parseOptions(['--live', '--exhaustive'], ['one'])).toThrow(/--live does not go with --exhaustive/);
    expect(parseOptions(['--scenario', 'rare'], ['one'], ['rare']).scenarios).toEqual(['rare']);
    expect(parseOptions(['--scenario', 'all'], ['one'], ['rare']).scenarios).toEqual(['one', 'random']);
  });
});
