/**
 * The world's names, addresses and ports. Each host name gets an address of 10.0.0.0/8 in order of appearance;
 * a simulated process is a host under its own name.
 */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0', '::', '']);
const FIRST_EPHEMERAL_PORT = 49_152;

export class Addresses {
  readonly #addressOf = new Map<string, string>();
  readonly #hostAt = new Map<string, string>();
  readonly #nextPort = new Map<string, number>();

  /** Makes a host name known; its address is the same ever after. */
  add(host: string): string {
    const known = this.#addressOf.get(host);
    if (known !== undefined) {
      return known;
    }
    const index = this.#addressOf.size + 1;
    const address = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
    this.#addressOf.set(host, address);
    this.#hostAt.set(address, host);
    return address;
  }

  /** All host names, in order of appearance. */
  hosts(): readonly string[] {
    return [...this.#addressOf.keys()];
  }

  /** The host that `nameOrAddress` means to somebody on `self`; undefined when there is none. */
  resolve(nameOrAddress: string, self: string): string | undefined {
    if (LOOPBACK.has(nameOrAddress)) {
      return self;
    }
    return this.#addressOf.has(nameOrAddress) ? nameOrAddress : this.#hostAt.get(nameOrAddress);
  }

  /** A port of `host` that was not given out before in this world. */
  ephemeralPort(host: string): number {
    const port = this.#nextPort.get(host) ?? FIRST_EPHEMERAL_PORT;
    this.#nextPort.set(host, port >= 65_535 ? FIRST_EPHEMERAL_PORT : port + 1);
    return port;
  }
}
