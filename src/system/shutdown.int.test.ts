/** Two real processes of one service; one of them is told to stop in the midst of its work. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRecord } from './platform/index.ts';
import { startEnvironment, type TestEnvironment } from './testing/environment.ts';
import { eventually, message, messagesOn, sendMessages } from './testing/topics.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** A process of the wallet service, and what it has said. */
class WalletProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output = '';

  constructor(environment: TestEnvironment, instance: string) {
    const { database, kafka } = environment.config();
    this.child = spawn(process.execPath, [MAIN, '--service', 'wallet'], {
      env: {
        INSTANCE: instance,
        DATABASE_URL: database.url,
        KAFKA_BROKERS: kafka.brokers.join(','),
        KAFKA_FETCH_WAIT_MS: '50',
        WALLET_PORT: '0',
        API_AUTH: 'off',
        CACHE: 'off',
        LOG_LEVEL: 'info',
      },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (data: Buffer) => {
        this.output += data.toString('utf8');
      });
    }
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code) => resolve(code));
    });
  }

  /** Where it listens, once it does. */
  address(): Promise<string> {
    return eventually(() => {
      if (this.child.exitCode !== null) throw new Error(`It has ended:\n${this.output}`);
      return /"address":"(http:[^"]+)"/.exec(this.output)?.[1];
    }, START_LIMIT_MS);
  }
}

/** Processes start slowly where much else runs. */
const START_LIMIT_MS = 60_000;

let environment: TestEnvironment;
let leaving: WalletProcess;
let staying: WalletProcess;

beforeAll(async () => {
  environment = await startEnvironment();
  leaving = new WalletProcess(environment, 'leaving');
  staying = new WalletProcess(environment, 'staying');
});

afterAll(async () => {
  for (const { child } of [leaving, staying]) if (child.exitCode === null) child.kill('SIGKILL');
  await Promise.all([leaving.ended, staying.ended]);
  await environment.close();
});

async function post(base: string, path: string, body: unknown): Promise<Readonly<Record<string, unknown>> | undefined> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const answer = await fetch(`${base}/api/v1/wallets${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const parsed: unknown = await answer.json();
  return answer.ok && isRecord(parsed) ? parsed : undefined;
}

async function walletWith(base: string, amount: number): Promise<string> {
  const wallet = await post(base, '', { user_id: randomUUID(), currency: 'EUR' });
  const id = String(wallet?.['wallet_id']);
  await post(base, `/${id}/top-up`, { amount, currency: 'EUR' });
  return id;
}

/** Members of the group, and whether it is at rest. */
async function group(): Promise<string> {
  const brokers = [...environment.config().kafka.brokers];
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const { groups } = await admin.describeGroups(['wallet']);
    return `${groups[0]?.state} ${groups[0]?.members.length}`;
  } finally {
    await admin.disconnect();
  }
}

async function until(state: string): Promise<void> {
  await eventually(async () => ((await group()) === state ? true : undefined), START_LIMIT_MS);
}

test('a process that is told to stop finishes what is at work, hands its partitions over at once, and nothing is lost or done twice', async () => {
  const bases = await Promise.all([leaving.address(), staying.address()]);
  const [first, second] = bases;
  await until('Stable 2');
  const wallets = await Promise.all(Array.from({ length: 24 }, (_, n) => walletWith(bases[n % 2] ?? first, 1_000)));
  const deposits = await walletWith(second, 1);

  const payments = wallets.flatMap((wallet) => Array.from({ length: 25 }, () => ({ wallet, payment: randomUUID() })));
  const commands = payments.map(({ wallet, payment }) => {
    const data = { wallet_id: wallet, payment_id: payment, amount: 1, currency: 'EUR' };
    return message({ event_type: 'DeductWalletBalance', data }, 'wallet', wallet);
  });
  const sending = sendMessages(environment.config(), commands);

  // Others use the API of the process that is going to stop, until it takes no more.
  let paidIn = 0;
  const depositing = Promise.all(
    Array.from({ length: 6 }, async () => {
      for (;;) {
        const answer = await post(first, `/${deposits}/top-up`, { amount: 1, currency: 'EUR' }).catch(() => 'refused');
        if (answer === 'refused') return;
        if (answer !== undefined) paidIn += 1;
      }
    }),
  );

  const deducted = () =>
    messagesOn(environment.broker, 'wallet-events.v1').filter(({ event_type }) => event_type === 'WalletDeducted');
  await eventually(() => (deducted().length > 60 ? true : undefined));
  const toldAt = Date.now();
  leaving.child.kill('SIGTERM');
  expect(await leaving.ended).toBe(0);
  // Connections that clients keep open do not hold it up.
  expect(Date.now() - toldAt).toBeLessThan(10_000);
  await until('Stable 1');
  // A member that just vanished would be missed after the session time-out only, 30 s.
  expect(Date.now() - toldAt).toBeLessThan(12_000);
  await depositing;
  await sending;

  await eventually(() => (deducted().length >= payments.length ? true : undefined), 30_000);
  await eventually(() => (environment.broker.lag('wallet') === 0 ? true : undefined));
  const ids = deducted().map((one) => ('payment_id' in one.data ? one.data.payment_id : ''));
  expect(ids.toSorted()).toEqual(payments.map(({ payment }) => payment).toSorted());
  const balances = await environment.query(
    `SELECT available, locked FROM wallet.wallet_balances WHERE wallet_id <> '${deposits}' GROUP BY available, locked`,
  );
  expect(balances).toEqual([['975', '25']]);
  // What was answered was done, and what was not answered was not.
  expect(paidIn).toBeGreaterThan(0);
  expect(
    await environment.query(`SELECT available FROM wallet.wallet_balances WHERE wallet_id = '${deposits}'`),
  ).toEqual([[String(paidIn + 1)]]);
  expect(leaving.output).toContain('"msg":"Stopped."');
  // Its last chunks were finished, not given up.
  expect(leaving.output).not.toContain('no longer ours');
}, 240_000);

test('a process that is told to stop while it starts ends cleanly, too', async () => {
  const starting = new WalletProcess(environment, 'starting');
  await new Promise((resolve) => setTimeout(resolve, 700));
  starting.child.kill('SIGTERM');
  expect([0, null]).toContain(await starting.ended);
  await until('Stable 1');
}, 90_000);
