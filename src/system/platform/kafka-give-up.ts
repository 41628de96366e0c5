/**
 * Gives up a connection to the broker that is of no use any more, as the client for Java does. The client in use (kafkajs 2.2.4)
 * - keeps one over which an answer did not come in time, and repeats its request there: where a firewall has forgotten the connection, that
 *   is eleven times 30 s;
 * - ends the whole process over an answer whose length makes no sense.
 */
import kafkajs from 'kafkajs';
import Connection from 'kafkajs/src/network/connection.js';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const TIMED_OUT = 'requestTimedOut';

const createRequest = RequestQueue.prototype.createSocketRequest;

RequestQueue.prototype.createSocketRequest = function createWatched(this: RequestQueue, pushed: unknown) {
  const request = createRequest.call(this, pushed);
  const handle = request.timeoutHandler;
  request.timeoutHandler = () => {
    handle();
    this.emit(TIMED_OUT);
  };
  return request;
};

const connect = Connection.prototype.connect;
const watched = new WeakSet<Connection>();

Connection.prototype.connect = function connectWatched(this: Connection): Promise<boolean> {
  if (!watched.has(this)) {
    watched.add(this);
    this.requestQueue.on(TIMED_OUT, () => giveUp(this, 'An answer did not come in time'));
  }
  return connect.call(this);
};

const processData = Connection.prototype.processData;

Connection.prototype.processData = function processSensible(this: Connection, bytes: Buffer): void {
  try {
    processData.call(this, bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    giveUp(this, 'An answer cannot be read');
  }
};

function giveUp(connection: Connection, why: string): void {
  if (!connection.isConnected()) return;
  // The socket goes first: nothing that it still brings belongs to the connection that takes its place.
  connection.socket?.destroy();
  const broker = `${connection.host}:${connection.port}`;
  connection.rejectRequests(new kafkajs.KafkaJSConnectionError(why, { broker }));
  void connection.disconnect();
}
