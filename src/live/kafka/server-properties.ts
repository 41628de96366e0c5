/** The configuration of the nodes of a KRaft cluster on this machine. Pure. */

/**
 * A way into the cluster of its own. A client that comes in by a lane is told the lane's advertised ports and no others, so that a
 * proxy on each of them sees all that this client does.
 */
export interface Lane {
  /** Letters and digits. */
  readonly name: string;
  /** Where each node listens for this lane. */
  readonly ports: readonly number[];
  /** What clients are told instead, such as the ports of proxies; by default `ports`. */
  readonly advertised?: readonly number[];
}

export interface ClusterLayout {
  /** Port of each node for its controller and for the other nodes. */
  readonly controllers: readonly number[];
  readonly brokers: readonly number[];
  /** At least one. */
  readonly lanes: readonly Lane[];
  /** Of each node. */
  readonly directories: readonly string[];
}

const HOST = '127.0.0.1';
/** Few, since creating one partition after the other is most of what a new broker does. */
const INTERNAL_PARTITIONS = 4;

/** The text of `server.properties` of a node, from 0. */
export function serverProperties(layout: ClusterLayout, node: number): string {
  const { controllers, brokers, lanes, directories } = layout;
  const nodes = controllers.length;
  const internal = Math.min(3, nodes);
  const at = (ports: readonly number[]): string => `${HOST}:${ports[node] ?? 0}`;
  const laneOf = ({ name }: Lane): string => `LANE_${name.toUpperCase()}`;
  const listeners = [
    `CONTROLLER://${at(controllers)}`,
    `BROKER://${at(brokers)}`,
    ...lanes.map((lane) => `${laneOf(lane)}://${at(lane.ports)}`),
  ];
  const advertised = [
    `BROKER://${at(brokers)}`,
    ...lanes.map((lane) => `${laneOf(lane)}://${at(lane.advertised ?? lane.ports)}`),
  ];
  const names = ['CONTROLLER', 'BROKER', ...lanes.map(laneOf)];
  const settings: Readonly<Record<string, string | number | boolean>> = {
    'process.roles': 'broker,controller',
    'node.id': node + 1,
    'controller.quorum.voters': controllers.map((port, index) => `${index + 1}@${HOST}:${port}`).join(),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'BROKER',
    listeners: listeners.join(),
    'advertised.listeners': advertised.join(),
    'listener.security.protocol.map': names.map((name) => `${name}:PLAINTEXT`).join(),
    'log.dirs': `${directories[node] ?? ''}/log`,
    'offsets.topic.replication.factor': internal,
    'offsets.topic.num.partitions': INTERNAL_PARTITIONS,
    'transaction.state.log.replication.factor': internal,
    'transaction.state.log.min.isr': Math.min(2, nodes),
    'transaction.state.log.num.partitions': INTERNAL_PARTITIONS,
    'default.replication.factor': internal,
    'min.insync.replicas': Math.min(2, nodes),
    'auto.create.topics.enable': false,
    // The history of a run needs to know when the broker took a record, not when its sender made it.
    'log.message.timestamp.type': 'LogAppendTime',
    // Runs are short: a session that ends after a second is as real as one of ten.
    'group.min.session.timeout.ms': 1000,
    'group.initial.rebalance.delay.ms': 0,
    // A controller that is alone has nobody to wait for after it was killed.
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

/** Where Log4j is told to write warnings and errors to the standard output. */
export const LOG4J_PROPERTIES = `status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{HH:mm:ss.SSS} %p %c{1}: %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
`;
