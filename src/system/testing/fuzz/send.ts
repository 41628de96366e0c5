/** Sends requests that fetch would not send. */
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Answered } from '../conformance.ts';
import type { FuzzRequest } from './requests.ts';

/** Sends a request as it is. Rejects when the server does not answer. */
export function send(address: string, { method, path, headers: given, body }: FuzzRequest): Promise<Answered> {
  const { hostname, port } = new URL(address);
  // Node's client leaves it out for some methods, and the body then passes for the next request.
  const length =
    body === undefined || 'transfer-encoding' in given ? {} : { 'content-length': Buffer.byteLength(body) };
  const headers = { ...given, ...length };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false, timeout: 20_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += String(chunk);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: headersOf(response.headers), text }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject).on('timeout', () => sent.destroy(new Error('There was no answer within 20 s.')));
    sent.end(body);
  });
}

function headersOf(raw: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const pairs = Object.entries(raw).map(([name, value]): [string, string] => [name, String(value)]);
  return new Headers(pairs);
}

/** Sends bytes, and gives everything that comes back until the server closes, or nothing more has come for a while. */
export function sendBytes(address: string, bytes: Buffer): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    socket.setTimeout(300, () => socket.destroy());
    socket.setEncoding('latin1').on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', (error) => ('code' in error && error.code === 'ECONNREFUSED' ? reject(error) : resolve(answer)));
  });
}
