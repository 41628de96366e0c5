import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';
import { portsOf, services } from './plan.ts';

describe('npm run dev', () => {
  it('takes ports and the latency of providers', () => {
    expect(readOptions([])).toEqual({ basePort: 3000, latencyMs: 50, trial: false, help: false });
    expect(readOptions(['--base-port', '13000', '--latency', '0'])).toMatchObject({ basePort: 13_000, latencyMs: 0 });
  });

  it.each([
    [['--base-port', '80'], /--base-port is "80". Give a whole number from 1024 to 65443/],
    [['--latency', 'slow'], /--latency is "slow"/],
    [['--prot', '1'], /'--prot'.*npm run dev -- --help/],
    [['now'], /'now'/],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });

  it('gives each process a port of its own, and the services those that they are told', () => {
    const options = readOptions(['--base-port', '20000']);
    const ports = portsOf(options).map(({ port }) => port);
    expect(new Set(ports).size).toBe(10);
    expect(Math.max(...ports)).toBe(20_092);
    for (const { name, url, env } of services(options, 'postgres://x')) {
      expect(url).toBe(`http://127.0.0.1:${env[`${name.toUpperCase()}_PORT`]}`);
    }
  });
});
