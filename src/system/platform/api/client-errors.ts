/**
 * What is so wrong with a request that it never becomes one: bytes that are not HTTP, headers without end, a request that does not arrive.
 * Node leaves the answer to whoever listens; ours has the shape of all others.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { errorCode } from '../errors.ts';
import { CORRELATION_HEADER, correlationId } from './correlation.ts';
import { errorBody } from './error-body.ts';

interface Refusal {
  readonly status: string;
  readonly code: string;
  readonly message: string;
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    code: 'HEADERS_TOO_LARGE',
    message: 'The URL and the headers are larger than 16 KiB together.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: '413 Payload Too Large',
    code: 'BODY_TOO_LARGE',
    message: 'The extensions of a chunk of the body are too large.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    code: 'REQUEST_TIMEOUT',
    message: 'The request did not arrive in time.',
  },
};
const NOT_HTTP: Refusal = {
  status: '400 Bad Request',
  code: 'INVALID_HTTP',
  message: 'This is not a valid HTTP/1.1 request.',
};

/** The answer after which a connection is closed, where one is on its way. */
const lastAnswers = new WeakMap<Socket, ServerResponse>();

/** To be told of each request, so that one that turns out to be wrong behind its headers is not answered twice. */
export function noteLastAnswer(request: IncomingMessage, response: ServerResponse): void {
  if (!response.shouldKeepAlive) lastAnswers.set(request.socket, response);
}

/** Answers on the bare socket, and closes it: what follows on it can't be told apart from the wrong request. */
export function answerClientError(error: Error, socket: Socket): void {
  const refusal = REFUSALS[errorCode(error) ?? ''] ?? NOT_HTTP;
  const isAnswered = lastAnswers.get(socket)?.headersSent === true;
  if (!isAnswered && errorCode(error) !== 'ECONNRESET' && socket.writable) {
    const body = JSON.stringify(errorBody(refusal.code, refusal.message));
    const head = [
      `HTTP/1.1 ${refusal.status}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      `${CORRELATION_HEADER}: ${randomUUID()}`,
      'connection: close',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroySoon();
}

/** Answers a request whose `Expect` header asks for what we can't do. Node's own answer has no body. */
export function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  const body = JSON.stringify(
    errorBody('EXPECTATION_FAILED', 'The only supported value of the header Expect is 100-continue.'),
  );
  response
    .writeHead(417, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      [CORRELATION_HEADER]: correlationId(request.headers),
    })
    .end(body);
}
