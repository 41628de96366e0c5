import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import { SERVICES } from '../../generated/contracts/index.ts';
import { configurationVariables } from '../../src/system/config.ts';
import { startEnvironment } from '../../src/system/testing/environment.ts';
import { at, document, fields, list, ROOT, read } from './documents.ts';

const instructions = read('deploy/Dockerfile')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '' && !line.startsWith('#'));
const ignored = read('.dockerignore').split('\n');
const application = mkdtempSync(join(tmpdir(), 'temblor-image-'));

/** Where a service listens by default. */
function portOf(service: string): string {
  return String(configurationVariables().find(({ name }) => name === `${service.toUpperCase()}_PORT`)?.default);
}

afterAll(() => rmSync(application, { recursive: true, force: true }));

describe('the image', () => {
  test('copies only what exists and what Docker is shown', () => {
    const sources = instructions.flatMap((line) => {
      const [word, ...parts] = line.split(/\s+/);
      return word === 'COPY' && !line.includes('--from=') ? parts.slice(0, -1) : [];
    });
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect(existsSync(join(ROOT, source)), source).toBe(true);
      expect(
        ignored.some(
          (line) => line.startsWith('!') && (source === line.slice(1) || source.startsWith(`${line.slice(1)}/`)),
        ),
        source,
      ).toBe(true);
    }
  });

  test('runs as nobody in particular, without development packages, and can be told to stop', () => {
    const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM')));
    expect(last).toContain('USER 1000:1000');
    // The form without a shell: signals reach the service.
    expect(last).toContain('ENTRYPOINT ["node", "dist/src/system/main.js"]');
    expect(last.some((line) => line.includes('--from=packages'))).toBe(true);
    expect(instructions).toContain('RUN npm ci --omit=dev --omit=optional --ignore-scripts');
    const bases = instructions.filter((line) => line.startsWith('ARG ')).map((line) => /node:(\d+)/.exec(line)?.[1]);
    expect(bases).toEqual(['24', '24']);
    expect(
      last
        .find((line) => line.startsWith('EXPOSE'))
        ?.split(' ')
        .slice(1),
    ).toEqual(SERVICES.map(portOf).toSorted((a, b) => Number(a) - Number(b)));
  });

  test('holds a system that starts: it names what is missing of its configuration, and ends with code 2', () => {
    const build = join(application, 'dist');
    execFileSync(process.execPath, [
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      '-p',
      join(ROOT, 'tsconfig.build.json'),
      '--outDir',
      build,
    ]);
    cpSync(join(ROOT, 'src/system/migrations'), join(build, 'src/system/migrations'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(application, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(application, 'node_modules'));
    const run = (...args: readonly string[]) =>
      spawnSync(process.execPath, ['dist/src/system/main.js', ...args], {
        cwd: application,
        env: {},
        encoding: 'utf8',
      });
    const { status, stderr } = run('--service', 'wallet');
    expect([status, stderr]).toEqual([2, expect.stringContaining('DATABASE_URL is not set')]);
    expect(run('--service', 'nothing').stderr).toContain('Usage');
    const help = spawnSync(process.execPath, ['dist/src/system/operator/main.js', '--help'], {
      cwd: application,
      env: {},
      encoding: 'utf8',
    });
    expect([help.status, help.stdout]).toEqual([0, expect.stringContaining('Usage: temblor')]);
    const tests = execFileSync('find', [build, '-name', '*.test.js'], { encoding: 'utf8' });
    expect(tests).toBe('');
    // It compiles the system.
  }, 180_000);

  test('holds a system that works: it migrates, runs all services in one process, is ready, and stops when it is told', async () => {
    const environment = await startEnvironment();
    const { database, kafka } = environment.config();
    const ports = Object.fromEntries(SERVICES.map((service) => [`${service.toUpperCase()}_PORT`, '0']));
    const env = { DATABASE_URL: database.url, KAFKA_BROKERS: kafka.brokers.join(','), API_AUTH: 'off', ...ports };
    const start = (...args: readonly string[]) =>
      spawn(process.execPath, ['dist/src/system/main.js', ...args], {
        cwd: application,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    try {
      const [migrated] = await once(start('migrate'), 'exit');
      expect(migrated).toBe(0);
      const system = start('--service', 'all');
      const started = new Set<string>();
      for await (const line of createInterface({ input: system.stdout })) {
        const { msg, service, address }: Readonly<Record<string, unknown>> = { ...fields(JSON.parse(line)) };
        if (msg !== 'Started.') continue;
        started.add(String(service));
        if (service === 'wallet') expect((await fetch(`${String(address)}/health/live`)).status).toBe(200);
        if (started.size === SERVICES.length) break;
      }
      expect(started).toEqual(new Set(SERVICES));
      system.kill('SIGTERM');
      const [code] = system.exitCode === null ? await once(system, 'exit') : [system.exitCode];
      expect(code).toBe(0);
    } finally {
      await environment.close();
    }
  });

  test('needs no package at run time that is for development only', () => {
    const build = join(application, 'dist');
    const files = execFileSync('find', [build, '-name', '*.js'], { encoding: 'utf8' }).trim().split('\n');
    const manifest: unknown = JSON.parse(read('package.json'));
    const packages = new Set(Object.keys(fields(at(manifest, 'dependencies'))));
    const imported = execFileSync('grep', ['-hoE', `(from|import) ?\\(?'[^.'][^']*'`, ...files], { encoding: 'utf8' });
    const names = [...imported.matchAll(/'([^']+)'/g)]
      .map(([, name = '']) => name)
      .filter((name) => !name.startsWith('node:'));
    const missing = names.map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
    expect(new Set(missing.filter((name) => !packages.has(name)))).toEqual(new Set());
    expect(missing).toContain('pg');
  });
});

describe('the compose file', () => {
  const compose = document('deploy/compose.yaml');
  const services = fields(compose['services']);
  const known = new Set(configurationVariables().map(({ name }) => name));

  test('has all services and what they need', () => {
    expect(Object.keys(services)).toEqual(
      expect.arrayContaining([
        ...SERVICES,
        'postgres',
        'kafka',
        'redis',
        'prometheus',
        'grafana',
        'alertmanager',
        'migrate',
      ]),
    );
  });

  test.each([...SERVICES])(
    '%s is started after the migration, with variables that exist, and is looked after',
    (service) => {
      const { command, depends_on, environment, healthcheck, stop_grace_period } = fields(services[service]);
      const port = portOf(service);
      expect(command).toEqual(['--service', service]);
      expect(at(depends_on, 'migrate', 'condition')).toBe('service_completed_successfully');
      expect(Object.keys(fields(environment)).filter((name) => !known.has(name))).toEqual([]);
      expect(at(healthcheck, 'test', 3)).toBe(`http://127.0.0.1:${port}/health/ready`);
      expect(stop_grace_period).toBe('60s');
    },
  );

  test('the sandbox beside it changes services that exist, with variables that exist, and the gateway finds its providers', () => {
    const sandbox = fields(document('deploy/compose.sandbox.yaml')['services']);
    const providers = Object.keys(sandbox).filter((name) => !(name in services));
    expect(providers).toEqual(['stripe', 'paypal', 'adyen']);
    const told = Object.keys(sandbox).flatMap((name) => Object.entries(fields(at(sandbox, name, 'environment'))));
    expect(
      told.map(([name]) => name).filter((name) => !known.has(name.replace(/_(PAYPAL|ADYEN)_/, '_STRIPE_'))),
    ).toEqual([]);
    const gateway = fields(at(sandbox, 'gateway', 'environment'));
    for (const provider of providers) {
      const command = list(at(sandbox, provider, 'command')).map(String);
      expect(existsSync(join(ROOT, command[1] ?? ''))).toBe(true);
      const option = (name: string) => command[command.indexOf(name) + 1];
      const [url, secret] = ['URL', 'WEBHOOK_SECRET'].map(
        (what) => gateway[`PROVIDER_${provider.toUpperCase()}_${what}`],
      );
      expect([url, secret]).toEqual([`http://${provider}:${option('--port')}`, option('--secret')]);
    }
  });

  test('mounts files and volumes that exist', () => {
    const volumes = Object.keys(fields(compose['volumes']));
    const mounts = Object.values(services).flatMap((service) => list(at(service, 'volumes')).map(String));
    expect(mounts.length).toBeGreaterThan(5);
    for (const mount of mounts) {
      const [source = ''] = mount.split(':');
      const there = source.startsWith('.') ? existsSync(join(ROOT, 'deploy', source)) : volumes.includes(source);
      expect(there, mount).toBe(true);
    }
  });

  test('Prometheus asks all services, on their ports', () => {
    const jobs = list(at(document('deploy/prometheus/prometheus.yml'), 'scrape_configs', 0, 'dns_sd_configs'));
    const asked = jobs.map((job) => [String(at(job, 'names', 0)), String(at(job, 'port'))]);
    expect(Object.fromEntries(asked)).toEqual(
      Object.fromEntries(SERVICES.map((service) => [service, portOf(service)])),
    );
  });
});
