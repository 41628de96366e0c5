/**
 * Apache Kafka on this machine, without Docker: KRaft nodes that are broker and controller in one, on loopback, at free ports, with
 * records in a directory that goes away with them.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { unable } from '../environment-error.ts';
import { freePorts } from '../processes/free-ports.ts';
import { kafkaJars } from './jars.ts';
import { findJava } from './java.ts';
import { KafkaNode } from './node.ts';
import { KAFKA_VERSION } from './pom.ts';
import { type ClusterLayout, type Lane, LOG4J_PROPERTIES, serverProperties } from './server-properties.ts';

const START_LIMIT_MS = 90_000;
const LOOK_EVERY_MS = 100;
/** Small heap, and no compiler that is worth its time only in servers that run for hours. */
const JVM = ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];

export interface ApacheKafkaOptions {
  /** How many brokers; default 1. */
  readonly nodes?: number;
  /** Ways in besides the usual one; see `Lane`. Their ports are chosen by whoever asks. */
  readonly lanes?: readonly Lane[];
  /** Told what takes long; default nothing. */
  readonly say?: (line: string) => void;
}

export class ApacheKafka {
  /** Where clients come in that no proxy watches, as `host:port` of each broker. */
  readonly brokers: readonly string[];
  readonly nodes: readonly KafkaNode[];
  readonly version: string = KAFKA_VERSION;
  readonly #directory: string;

  private constructor(directory: string, brokers: readonly string[], nodes: readonly KafkaNode[]) {
    this.#directory = directory;
    this.brokers = brokers;
    this.nodes = nodes;
  }

  /**
   * Starts a cluster and waits until it takes work. The first time on a machine its jars are fetched.
   * @throws EnvironmentError if this machine can't do it
   */
  static async start({ nodes = 1, lanes = [], say = () => undefined }: ApacheKafkaOptions = {}): Promise<ApacheKafka> {
    const java = await findJava();
    const jars = await kafkaJars(say);
    const directory = await mkdtemp(join(tmpdir(), 'temblor-kafka-'));
    const layout = await layOut(directory, nodes, lanes);
    const [main] = layout.lanes;
    const jvm = [...JVM, '-cp', join(jars, '*'), `-Dlog4j2.configurationFile=${join(directory, 'log4j2.properties')}`];
    const list = layout.directories.map(
      (own) => new KafkaNode({ java: java.command, arguments: jvm, directory: own, temporary: directory }),
    );
    const cluster = new ApacheKafka(
      directory,
      (main?.ports ?? []).map((port) => `127.0.0.1:${port}`),
      list,
    );
    try {
      writeConfiguration(directory, layout);
      await format(java.command, jvm, layout.directories);
      await Promise.all(list.map((node) => node.start()));
      await cluster.untilReady();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Waits until every node takes part and clients are answered. @throws EnvironmentError after a minute and a half. */
  async untilReady(): Promise<void> {
    const giveUpAt = performance.now() + START_LIMIT_MS;
    while (!(await this.#isReady())) {
      const ended = this.nodes.find(({ pid }) => pid === undefined);
      if (ended !== undefined) throw ended.endedError();
      if (performance.now() > giveUpAt) {
        throw unable('Apache Kafka takes too long to start', this.#directory, 'Look at server.log there.');
      }
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Ends all nodes and removes what they had. */
  async stop(): Promise<void> {
    // Nobody needs these records any more, so there is nothing to be put in order.
    await Promise.all(this.nodes.map((node) => node.kill()));
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #isReady(): Promise<boolean> {
    const admin = new Kafka({
      brokers: [...this.brokers],
      logLevel: logLevel.NOTHING,
      connectionTimeout: 500,
      retry: { retries: 0 },
    }).admin();
    try {
      await admin.connect();
      const { brokers } = await admin.describeCluster();
      return brokers.length === this.nodes.length;
    } catch {
      return false;
    } finally {
      await admin.disconnect();
    }
  }
}

async function layOut(directory: string, nodes: number, lanes: readonly Lane[]): Promise<ClusterLayout> {
  const ports = await freePorts(nodes * 3);
  const main: Lane = { name: 'main', ports: ports.slice(nodes * 2) };
  return {
    controllers: ports.slice(0, nodes),
    brokers: ports.slice(nodes, nodes * 2),
    lanes: [main, ...lanes],
    directories: Array.from({ length: nodes }, (_, index) => join(directory, `node-${index + 1}`)),
  };
}

function writeConfiguration(directory: string, layout: ClusterLayout): void {
  writeFileSync(join(directory, 'log4j2.properties'), LOG4J_PROPERTIES);
  for (const [node, own] of layout.directories.entries()) {
    mkdirSync(own);
    writeFileSync(join(own, 'server.properties'), serverProperties(layout, node));
  }
}

/** Through Kafka's own class, which knows what a version writes into a new directory. */
async function format(java: string, jvm: readonly string[], directories: readonly string[]): Promise<void> {
  const clusterId = randomBytes(16).toString('base64url');
  await Promise.all(
    directories.map((own) =>
      promisify(execFile)(java, [
        ...jvm,
        'kafka.tools.StorageTool',
        'format',
        '--cluster-id',
        clusterId,
        '--config',
        join(own, 'server.properties'),
      ]),
    ),
  );
}
