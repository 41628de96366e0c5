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

  test('the example is a configuration, as it is and with everything switched in that has a value', () => {
    const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
    const plain = configFromEnvironment(parseEnv(example));
    const all = configFromEnvironment(parseEnv(example.replaceAll(/^#(?=[A-Z_]+=[^\s])/gm, '')));
    expect(all).toEqual({ ...plain, instance: 'payment-1' });
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
