/** The deployment that `docker compose` starts from deploy/, with the providers of the sandbox. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Deployment, type Misbehaviour, PROVIDERS } from './deployment.ts';

const DEPLOY = join(import.meta.dirname, '../../deploy');
const FILES = ['compose.yaml', 'compose.sandbox.yaml'].flatMap((file) => ['-f', join(DEPLOY, file)]);
/** A project of its own, so that what somebody has running is left alone. */
const PROJECT = 'temblor-acceptance';
/** What is not asked by any scenario. */
const LEFT_OUT = ['prometheus', 'alertmanager', 'grafana'];
/** As they ship, but for what would make a person wait: 30 s until a time-out, and a minute until a breaker lets a call through. */
const HURRY = {
  PROVIDER_TIMEOUT_MS: '3000',
  PROVIDER_STRIPE_BREAKER_FAILURES: '3',
  PROVIDER_STRIPE_BREAKER_OPEN_MS: '3000',
};
const UP_ATTEMPTS = 5;
const OUTPUT_LIMIT = 64 * 1024 * 1024;

export class ComposeDeployment implements Deployment {
  readonly api = 'http://127.0.0.1:8080';
  readonly sagas = 'http://127.0.0.1:3004';
  readonly providers = {
    stripe: 'http://127.0.0.1:4001',
    paypal: 'http://127.0.0.1:4002',
    adyen: 'http://127.0.0.1:4003',
  };
  readonly #arguments: readonly string[];
  #faults: Readonly<Record<string, string>> = {};
  #services: readonly string[] = [];

  /** @param envFile for Compose, such as the names of other images */
  constructor(envFile?: string) {
    const env = envFile === undefined ? [] : ['--env-file', envFile];
    this.#arguments = ['compose', '--progress', 'quiet', '--project-name', PROJECT, ...env, ...FILES];
  }

  /** Builds the image, unless it is there already, and starts everything; resolves when all services are ready. */
  async start({ build }: { readonly build: boolean }): Promise<void> {
    const services = (await this.#compose('config', '--services')).trim().split('\n');
    this.#services = services.filter((service) => !LEFT_OUT.includes(service));
    if (build) await this.#compose('build', 'migrate');
    await this.#up();
  }

  /** Ends everything, and removes what it had. */
  async stop(): Promise<void> {
    await this.#compose('down', '--volumes', '--timeout', '60');
  }

  async misbehave(how: Misbehaviour): Promise<void> {
    this.#faults = Object.fromEntries(
      PROVIDERS.map((provider) => [`${provider.toUpperCase()}_FAULTS`, JSON.stringify(faultsOf(provider, how))]),
    );
    await this.#compose('up', '--detach', '--no-deps', '--force-recreate', ...PROVIDERS);
  }

  async failTotally(): Promise<void> {
    const inside = this.#services.filter((service) => !['balancer', 'migrate', ...PROVIDERS].includes(service));
    await this.#compose('kill', ...inside);
    await this.#up();
  }

  /** The last lines that each service has written. */
  logs(): Promise<string> {
    return this.#compose('logs', '--no-color', '--tail', '40');
  }

  async #up(): Promise<void> {
    const up = ['up', '--detach', '--no-build', '--wait', '--wait-timeout', '600', ...this.#services];
    // A service that ends because the broker was not ready yet is started again; Compose has then given up waiting for it.
    for (let left = UP_ATTEMPTS; ; left -= 1) {
      try {
        await this.#compose(...up);
        return;
      } catch (error) {
        if (left === 1) throw error;
      }
    }
  }

  async #compose(...command: readonly string[]): Promise<string> {
    const env = { ...process.env, ...HURRY, ...this.#faults };
    const args = [...this.#arguments, ...command];
    const { stdout } = await promisify(execFile)('docker', args, { env, maxBuffer: OUTPUT_LIMIT });
    return stdout;
  }
}

function faultsOf(provider: (typeof PROVIDERS)[number], how: Misbehaviour) {
  return (how[provider] ?? []).map((behaviour, index) => {
    return { verb: 'provider', provider, operation: 'confirm', nth: index + 1, behaviour };
  });
}
