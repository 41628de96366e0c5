/**
 * Lets an idle connection to the broker rest. The client (kafkajs 2.2.4) looks a thousand times a second, on every connection
 * that was ever used, whether requests wait to be sent: the delay of its timer is negative when nothing is throttled, and the timer sets itself
 * again. It need only look when requests wait, or when the broker asked for a pause; a request that ends looks by itself.
 */
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const look = RequestQueue.prototype.scheduleCheckPendingRequests;

RequestQueue.prototype.scheduleCheckPendingRequests = function scheduleWhenNeeded(this: RequestQueue): void {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) look.call(this);
};
