/** TLS towards the database and the brokers, and logging in at the brokers, as configured; against servers that speak it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KafkaCluster, listenOnTcp, realTimeScheduler, systemRandom } from '../simulation/world/kafka/index.ts';
import { PostgresCluster } from '../simulation/world/postgres/cluster.ts';
import { type Config, configFromEnvironment } from './config.ts';
import { migrate } from './migrate.ts';
import { openPool } from './platform/database.ts';
import { kafkaClient } from './platform/kafka.ts';
import { createLogger } from './platform/log.ts';
import { createTopics } from './topics.ts';

const folder = mkdtempSync(join(tmpdir(), 'temblor-tls-'));
const log = createLogger({ level: 'silent' }, 'test', 'test');
const openssl = spawnSync('openssl', ['version']).status === 0;

interface Certificate {
  readonly file: string;
  readonly cert: string;
  readonly key: string;
}

/** A certificate for a host that vouches for itself. */
function certificateFor(host: string): Certificate {
  const [file, key] = [join(folder, `${host}.pem`), join(folder, `${host}.key`)];
  const made = spawnSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'].concat(
      ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`],
      ['-keyout', key, '-out', file],
    ),
    { encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  return { file, cert: readFileSync(file, 'utf8'), key: readFileSync(key, 'utf8') };
}

function configOf(variables: Readonly<Record<string, string>>): Config {
  return configFromEnvironment({
    DATABASE_URL: 'postgres://nobody@localhost/none',
    KAFKA_BROKERS: 'localhost:1',
    ...variables,
  });
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(openssl)('TLS', () => {
  const own = openssl ? certificateFor('localhost') : { file: '', cert: '', key: '' };
  const others = openssl ? certificateFor('elsewhere.example') : own;

  describe('towards Postgres', () => {
    let cluster: PostgresCluster;
    let url: string;

    /** Written by the server, because it wants to own its key. */
    async function serveWith({ cert, key }: Certificate): Promise<void> {
      for (const [name, text] of [
        ['server.crt', cert],
        ['server.key', key],
      ] as const) {
        const encoded = Buffer.from(text).toString('base64');
        await cluster.execute('postgres', `COPY (SELECT '${encoded}') TO PROGRAM 'umask 077 && base64 -d > ${name}'`);
      }
      await cluster.execute('postgres', 'ALTER SYSTEM SET ssl = on');
      await cluster.execute('postgres', 'SELECT pg_reload_conf()');
    }

    beforeAll(async () => {
      cluster = await PostgresCluster.start({ tcp: true });
      await cluster.createDatabase('temblor');
      await serveWith(own);
      // A name, so that there is something to verify.
      url = cluster.connectionString('temblor').replace('127.0.0.1', 'localhost');
    });

    afterAll(() => cluster.stop());

    test('carries the migration and the connections of the pool', async () => {
      const { database } = configOf({ DATABASE_URL: url, DATABASE_TLS: 'on', DATABASE_TLS_CA_FILE: own.file });
      expect(await migrate(database)).toContain('0001_platform');
      const pool = openPool(database, 'test', log);
      try {
        const text = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
        expect((await pool.query(text)).rows).toEqual([{ ssl: true }]);
      } finally {
        await pool.end();
      }
    });

    test('is refused when nobody we trust vouches for the server, or when it is another one', async () => {
      const untrusted = openPool(configOf({ DATABASE_URL: url, DATABASE_TLS: 'on' }).database, 'test', log);
      await expect(untrusted.query('SELECT 1')).rejects.toThrow(/self-signed certificate/);
      await untrusted.end();
      await serveWith(others);
      const config = configOf({ DATABASE_URL: url, DATABASE_TLS: 'on', DATABASE_TLS_CA_FILE: others.file });
      const wrong = openPool(config.database, 'test', log);
      await expect(wrong.query('SELECT 1')).rejects.toThrow(/does not match certificate/);
      await wrong.end();
    });
  });

  describe('towards Kafka', () => {
    test('carries all that a client does, and is refused by servers that nobody vouches for', async () => {
      const broker = new KafkaCluster({
        topics: [],
        scheduler: realTimeScheduler(),
        random: systemRandom(),
        brokers: [{ host: 'localhost', port: 0 }],
      });
      const plain = await listenOnTcp(broker, { host: '127.0.0.1', port: 0 });
      const tls = createTlsServer({ cert: own.cert, key: own.key }, (socket) => {
        const inner = connect(plain.port, '127.0.0.1');
        socket.pipe(inner).pipe(socket);
        for (const one of [socket, inner]) one.on('error', () => socket.destroy());
      });
      const port = await listening(tls);
      for (const one of broker.brokers) one.address = { host: 'localhost', port };
      const brokers = { KAFKA_BROKERS: `localhost:${port}`, KAFKA_TLS: 'on' };
      try {
        const created = await createTopics(configOf({ ...brokers, KAFKA_TLS_CA_FILE: own.file }).kafka, log, {
          copies: false,
        });
        expect(created).toContain('payment-events.v1');
        const admin = kafkaClient({ ...configOf(brokers).kafka }, 'test', log);
        const impatient = admin.admin({ retry: { retries: 0 } });
        await expect(impatient.connect()).rejects.toThrow(/self-signed certificate/);
      } finally {
        tls.close();
        await plain.close();
      }
    });
  });
});

describe('SASL', () => {
  test('sends user and password by the mechanism that is configured', async () => {
    const told: Buffer[] = [];
    // Just enough of a broker: it says what it can do, names its mechanism, and keeps what it is told.
    const server = createTcpServer((socket) => {
      let waiting = Buffer.alloc(0);
      socket.on('data', (bytes) => {
        waiting = Buffer.concat([waiting, bytes]);
        while (waiting.length >= 4 && waiting.length >= 4 + waiting.readInt32BE(0)) {
          const frame = waiting.subarray(4, 4 + waiting.readInt32BE(0));
          waiting = waiting.subarray(4 + frame.length);
          told.push(frame);
          socket.write(answerTo(frame));
        }
      });
      socket.on('error', () => socket.destroy());
    });
    const port = await listening(server);
    const { kafka } = configOf({
      KAFKA_BROKERS: `127.0.0.1:${port}`,
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_SASL_USERNAME: 'temblor',
      KAFKA_SASL_PASSWORD: 'open sesame',
    });
    const admin = kafkaClient(kafka, 'test', log).admin({ retry: { retries: 0 } });
    try {
      // The broker knows nothing of metadata, which is what comes after the log-in.
      await admin.connect().catch(() => undefined);
      const login = told.find((frame) => frame.readInt16BE(0) === SASL_AUTHENTICATE);
      expect(login?.toString('latin1')).toContain('\0temblor\0open sesame');
    } finally {
      await admin.disconnect().catch(() => undefined);
      server.close();
    }
  });

  test('is not started without a password', () => {
    expect(() => configOf({ KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_SASL_USERNAME: 'x' })).toThrow(
      'KAFKA_SASL_PASSWORD',
    );
  });
});

const SASL_HANDSHAKE = 17;
const API_VERSIONS = 18;
const SASL_AUTHENTICATE = 36;

function answerTo(frame: Buffer): Buffer {
  const key = frame.readInt16BE(0);
  const body = Buffer.concat([frame.subarray(4, 8), answers(key)]);
  return Buffer.concat([int32(body.length), body]);
}

function answers(key: number): Buffer {
  if (key === API_VERSIONS) {
    const apis = [API_VERSIONS, SASL_HANDSHAKE, SASL_AUTHENTICATE];
    return Buffer.concat([
      int16(0),
      int32(apis.length),
      ...apis.flatMap((api) => [int16(api), int16(0), int16(1)]),
      int32(0),
    ]);
  }
  const mechanism = Buffer.from('PLAIN');
  if (key === SASL_HANDSHAKE) return Buffer.concat([int16(0), int32(1), int16(mechanism.length), mechanism]);
  return Buffer.concat([int16(0), int16(-1), int32(0), int32(0), int32(0)]);
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

/** The port on which a server listens from now on. */
function listening(server: ReturnType<typeof createTcpServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
    });
  });
}
