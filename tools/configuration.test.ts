import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { configFromEnvironment, configurationVariables } from '../src/system/config.ts';
import { configurationFiles } from './configuration.ts';

const ROOT = resolve(import.meta.dirname, '..');

describe('what is said about the configuration', () => {
  test.each(Object.entries(configurationFiles()))('%s is up to date (else: npm run configuration)', (path, content) => {
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(content);
  });

  test('the example is a configuration, and says the same with its defaults switched in', () => {
    const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
    const defaults = configurationVariables().flatMap((one) => (one.default === undefined ? [] : [one.name]));
    const switched = example.replaceAll(/^#([A-Z_]+)=/gm, (line, name: string) =>
      defaults.includes(name) ? line.slice(1) : line,
    );
    expect(switched).toContain('\nKAFKA_TLS=off');
    expect(configFromEnvironment(parseEnv(switched))).toEqual(configFromEnvironment(parseEnv(example)));
  });

  test('every variable has a name of its own, a section, and a sentence', () => {
    const variables = configurationVariables();
    expect(new Set(variables.map(({ name }) => name)).size).toBe(variables.length);
    expect(variables.filter(({ section, about }) => section === '' || !/^[A-Z].*\.$/.test(about))).toEqual([]);
  });

  test('whatever holds a password, a key or a secret is marked as one', () => {
    const telling = configurationVariables().filter(({ name }) =>
      /PASSWORD|SECRET|DATABASE_URL|TOKEN|WEBHOOKS/.test(name),
    );
    expect(telling.map(({ name }) => name)).toContain('KAFKA_SASL_PASSWORD');
    expect(telling.filter(({ secret }) => secret !== true)).toEqual([]);
  });
});
