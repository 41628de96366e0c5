/** TLS towards a server. Certificates come as files, the way secret stores mount them, and are read once at start-up. */
import type { EnvironmentReader } from '../environment.ts';

/** The server's certificate and its host name are always verified. */
export interface TlsConfig {
  /** PEM of the authorities to trust instead of the well-known ones. */
  readonly ca?: string;
  /** PEM of the client's certificate and key, for servers that ask for one. */
  readonly cert?: string;
  readonly key?: string;
}

/** Reads `<PREFIX>_TLS` and its files; undefined when it is off. `server` is what the reference calls the other side. */
export function readTls(read: EnvironmentReader, prefix: string, server: string): TlsConfig | undefined {
  const on = read.flag(`${prefix}_TLS`, {
    default: false,
    about: `Whether to speak TLS with ${server}. Its certificate and host name are verified.`,
  });
  const ca = read.optionalFile(`${prefix}_TLS_CA_FILE`, {
    about: `PEM file with the authorities to trust for ${server}, instead of the well-known ones.`,
  });
  const cert = read.optionalFile(`${prefix}_TLS_CERT_FILE`, {
    about: `PEM file with the client certificate to show to ${server}.`,
  });
  const key = read.optionalFile(`${prefix}_TLS_KEY_FILE`, {
    about: 'PEM file with the key of the client certificate.',
  });
  if ((cert === undefined) !== (key === undefined)) {
    read.refuse(`${prefix}_TLS_CERT_FILE`, `and ${prefix}_TLS_KEY_FILE belong together. Set both, or neither`);
  }
  if (!on && (ca ?? cert) !== undefined) {
    read.refuse(`${prefix}_TLS`, `is off, but certificates are given. Set it to on`);
  }
  if (!on) return undefined;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}
