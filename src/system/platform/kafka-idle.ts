/**
 * Lets an idle connection to the broker rest. The client (kafkajs 2.2.4) looks a thousand times a second, on every connection
 * that was ever used, whether requests wait to be sent: the delay of its timer is negative when nothing is throttled, and the timer sets itself
 * again. It need only look when requests wait, or when the broker asked for a pause; a request that ends looks by itself. And ten times a
 * second, on every connection, it looks for answers that are overdue, which take half a minute to become so: once a second will do.
 */
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const OVERDUE_EVERY_MS = 1_000;

const look = RequestQueue.prototype.scheduleCheckPendingRequests;

RequestQueue.prototype.scheduleCheckPendingRequests = function scheduleWhenNeeded(this: RequestQueue): void {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) look.call(this);
};

RequestQueue.prototype.scheduleRequestTimeoutCheck = function giveUpWhatIsOverdue(this: RequestQueue): void {
  if (!this.enforceRequestTimeout) return;
  this.destroy();
  this.requestTimeoutIntervalId = setInterval(
    () => {
      const now = Date.now();
      for (const request of this.inflight.values()) {
        if (request.sentAt + request.requestTimeout < now) request.timeoutRequest();
      }
      if (!this.isConnected()) this.destroy();
    },
    Math.min(this.requestTimeout, OVERDUE_EVERY_MS),
  );
};
