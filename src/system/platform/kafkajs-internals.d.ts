/** The part of the Kafka client that its own types leave out and `kafka-idle.ts` and `kafka-give-up.ts` mend. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  /** A request that waits for its answer. */
  interface SocketRequest {
    /** Called when the answer did not come in time, before the request is rejected. */
    timeoutHandler: () => void;
  }
  class RequestQueue {
    /** Requests that wait to be sent. */
    readonly pending: readonly unknown[];
    /** Milliseconds since 1970; -1 when the broker asked for no pause. */
    readonly throttledUntil: number;
    readonly enforceRequestTimeout: boolean;
    /** How long an answer may take, in milliseconds; a request may have a longer limit of its own. */
    readonly requestTimeout: number;
    /** Requests that were sent and not answered. */
    readonly inflight: ReadonlyMap<
      number,
      { readonly sentAt: number; readonly requestTimeout: number; timeoutRequest(): void }
    >;
    requestTimeoutIntervalId: NodeJS.Timeout | undefined;
    readonly isConnected: () => boolean;
    scheduleCheckPendingRequests: (this: RequestQueue) => void;
    createSocketRequest: (this: RequestQueue, pushed: unknown) => SocketRequest;
    emit(this: RequestQueue, event: string): boolean;
    on(this: RequestQueue, event: string, listener: () => void): void;
    scheduleRequestTimeoutCheck: (this: RequestQueue) => void;
    /** Ends the timers. */
    destroy(): void;
  }
  export default RequestQueue;
}

/** The part that `kafka-reconnect.ts` and `kafka-give-up.ts` mend. */
declare module 'kafkajs/src/network/connection.js' {
  import type { Socket } from 'node:net';
  import type RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

  class Connection {
    readonly host: string;
    readonly port: number;
    readonly requestQueue: RequestQueue;
    /** Absent until it was opened for the first time. */
    readonly socket?: Socket;
    /** What has come of answers that are not complete. */
    chunks: readonly Uint8Array[];
    bytesBuffered: number;
    bytesNeeded: number;
    isConnected(this: Connection): boolean;
    connect: (this: Connection) => Promise<boolean>;
    processData: (this: Connection, bytes: Buffer) => void;
    disconnect(this: Connection): Promise<boolean>;
    rejectRequests(this: Connection, error: Error): void;
  }
  export default Connection;
}

/** The part that `kafka-join.ts` mends. */
declare module 'kafkajs/src/consumer/consumerGroup.js' {
  class ConsumerGroup {
    joinAndSync: (this: ConsumerGroup) => Promise<void>;
  }
  export default ConsumerGroup;
}
