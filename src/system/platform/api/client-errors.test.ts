/** Requests that turn out to be wrong behind their headers, when they may have an answer already. */
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerClientError, noteLastAnswer } from './client-errors.ts';

let server: Server;
let port = 0;

beforeAll(async () => {
  // Answers as soon as the headers are there, whatever the body is going to be.
  server = createServer((_request, response) => response.writeHead(200, { 'content-length': 2 }).end('ok'));
  server.on('clientError', answerClientError);
  server.on('request', noteLastAnswer);
  port = await new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
    });
  });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Status lines of all that comes back until the server closes. */
function statuses(bytes: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('close', () => resolve(answer.match(/HTTP\/1\.1 \d+/g) ?? [])).on('error', reject);
  });
}

const headers = 'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n';

it('is answered once when the answer was the last on its connection', async () => {
  expect(await statuses(`${headers}connection: close\r\n\r\nno chunk\r\n`)).toEqual(['HTTP/1.1 200']);
});

it('is refused where nothing was answered yet', async () => {
  expect(await statuses('no request at all\r\n\r\n')).toEqual(['HTTP/1.1 400']);
});
