/**
 * Lets a connection to the broker that is opened again begin with nothing. The client (kafkajs 2.2.4) keeps the first part of an answer that was
 * cut off with the connection, takes what comes over the next one for its end, and understands none of it until its requests time out.
 */
import Connection from 'kafkajs/src/network/connection.js';

/** Every answer begins with its length, in as many bytes. */
const LENGTH_BYTES = 4;

const connect = Connection.prototype.connect;

Connection.prototype.connect = function connectAfresh(this: Connection): Promise<boolean> {
  if (!this.isConnected()) {
    this.chunks = [];
    this.bytesBuffered = 0;
    this.bytesNeeded = LENGTH_BYTES;
  }
  return connect.call(this);
};
