/** Who is where on this machine: a port for each process that may take part, and for each path from one to another. */
import {
  DEFAULT_INSTANCES,
  type Member,
  membersOf,
  OTHER_INSTANCES,
  PROVIDERS,
} from '../../simulation/payments/cast.ts';
import { freePorts } from '../processes/free-ports.ts';

/** A path that a proxy stands on. */
export interface Path {
  /** Name of the process that connects, such as `wallet-1`. */
  readonly from: string;
  /** Name of a server: `kafka`, `postgres`, a provider, or a process. */
  readonly to: string;
}

export const CLIENT = 'client';
export const KAFKA = 'kafka';
export const POSTGRES = 'postgres';

/** Every process that a run may have. */
export const everyMember: readonly Member[] = membersOf({
  ...DEFAULT_INSTANCES,
  ...OTHER_INSTANCES,
  wallet: 2,
  metrics: 1,
  recovery: 1,
});

/** Every path on which a fault may strike. */
export const everyPath: readonly Path[] = [
  ...everyMember.flatMap(({ name }) => [
    { from: name, to: KAFKA },
    { from: name, to: POSTGRES },
  ]),
  ...everyMember
    .filter(({ service }) => service === 'gateway')
    .flatMap(({ name }) => PROVIDERS.map((provider) => ({ from: name, to: provider }))),
  ...everyMember.map(({ name }) => ({ from: CLIENT, to: name })),
];

/** Ports, drawn once for a session. */
export class Addresses {
  readonly #ports: ReadonlyMap<string, number>;

  private constructor(ports: ReadonlyMap<string, number>) {
    this.#ports = ports;
  }

  static async draw(): Promise<Addresses> {
    const names = [
      ...everyMember.flatMap(({ name }) => [name, laneOf(name)]),
      ...PROVIDERS,
      ...everyPath.map(({ from, to }) => pathName(from, to)),
    ];
    const ports = await freePorts(names.length);
    return new Addresses(new Map(names.map((name, index) => [name, ports[index] ?? 0])));
  }

  /** Where a service instance or a provider listens. */
  of(name: string): number {
    const port = this.#ports.get(name);
    if (port === undefined) throw new Error(`Nobody is called ${name} in a live run.`);
    return port;
  }

  /** Where the proxy of a path listens. */
  onPath(from: string, to: string): number {
    return this.of(pathName(from, to));
  }

  /** Where Kafka listens for what comes from a process through its proxy. */
  lane(process: string): number {
    return this.of(laneOf(process));
  }
}

/** Such as `wallet-1>postgres`. */
export function pathName(from: string, to: string): string {
  return `${from}>${to}`;
}

function laneOf(process: string): string {
  return `lane of ${process}`;
}
