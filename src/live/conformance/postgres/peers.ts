/** A server and its clients as an exchange sees them, whichever way they are connected. */

export interface PeerClient {
  /** Sends, and hears until the types of the answer match; a server that closes the connection ends it too. */
  say(bytes: Buffer, until?: RegExp): Promise<void>;
  /** Sends what has to wait for a lock, and waits until it does. */
  block(bytes: Buffer): Promise<void>;
  /** Hears what comes of something that was blocked, or by itself. */
  hear(until?: RegExp): Promise<void>;
  /** Sends, and expects no answer. */
  tell(bytes: Buffer): Promise<void>;
  /** A CancelRequest for this client, on a connection of its own. */
  cancel(key?: 'its own' | 'a wrong one'): Promise<void>;
}

export interface Peers {
  /** A client that has its greeting. */
  client(parameters?: Readonly<Record<string, string>>): Promise<PeerClient>;
  /** A client that has said nothing yet. */
  stranger(): Promise<PeerClient>;
  /** Every message that came, by client and in their order, as lines. */
  readonly heard: readonly string[];
  close(): Promise<void>;
}

/** The end of an answer by default: the server is ready for the next query. */
export const READY = /Z$/;
/** What a server says last that closes the connection. */
export const CLOSED = /\.$/;
/** The answer to a request for encryption, which is no message. */
export const A_LETTER = /^-$/;
