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
