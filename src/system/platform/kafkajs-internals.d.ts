/** The part of the Kafka client that its own types leave out and `kafka-idle.ts` mends. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  class RequestQueue {
    /** Requests that wait to be sent. */
    readonly pending: readonly unknown[];
    /** Milliseconds since 1970; -1 when the broker asked for no pause. */
    readonly throttledUntil: number;
    scheduleCheckPendingRequests: (this: RequestQueue) => void;
  }
  export default RequestQueue;
}

/** The part that `kafka-reconnect.ts` mends. */
declare module 'kafkajs/src/network/connection.js' {
  class Connection {
    /** What has come of answers that are not complete. */
    chunks: readonly Uint8Array[];
    bytesBuffered: number;
    bytesNeeded: number;
    isConnected(this: Connection): boolean;
    connect: (this: Connection) => Promise<boolean>;
  }
  export default Connection;
}
