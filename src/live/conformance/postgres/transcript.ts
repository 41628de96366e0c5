/** What a server said, as lines that can be compared: without what it numbers for itself. Written for this comparison only. */
import { createHash } from 'node:crypto';
import { cString, eachMessage, errorFields } from '../../../simulation/world/postgres/wire.ts';

/** Numbers from here on are given out as objects are created. */
const FIRST_USER_OID = 16384;
/** Where in the server's source an error was raised; the lockstep server raises some itself. */
const PLACE_IN_SOURCE = 'FLR';
const LARGE = 400;

const is = (letter: string): number => letter.charCodeAt(0);

/** The types of the messages, one letter each; `-` for an answer that is no message but a letter. */
export function typesOf(bytes: Buffer): string {
  if (bytes.length === 1) return '-';
  let types = '';
  eachMessage(bytes, (type, start) => {
    if (!isServerLog(bytes, type, start)) types += String.fromCharCode(type);
  });
  return types;
}

/** One line for each message. */
export function transcript(bytes: Buffer): readonly string[] {
  if (bytes.length === 1) return [`the letter ${bytes.toString()}`];
  const lines: string[] = [];
  eachMessage(bytes, (type, start, end) => {
    if (isServerLog(bytes, type, start)) return;
    lines.push(`${String.fromCharCode(type)} ${contentOf(bytes, type, start + 5, end)}`.trimEnd());
  });
  return lines;
}

/** Servers of this project tell of waits for locks; see settings.ts. */
function isServerLog(bytes: Buffer, type: number, start: number): boolean {
  return type === is('N') && errorFields(bytes, start + 5).get('V') === 'LOG';
}

function contentOf(bytes: Buffer, type: number, body: number, end: number): string {
  if (type === is('K')) return `${end - body} bytes`;
  if (type === is('E') || type === is('N')) return fieldsOf(bytes, body);
  if (type === is('T')) return columnsOf(bytes, body);
  if (type === is('t')) return parametersOf(bytes, body);
  return brief(bytes.subarray(body, end));
}

function fieldsOf(bytes: Buffer, body: number): string {
  const fields = [...errorFields(bytes, body)].filter(([code]) => !PLACE_IN_SOURCE.includes(code));
  return fields.map(([code, text]) => `${code}=${withoutNumbers(text)}`).join(' ');
}

function withoutNumbers(text: string): string {
  return text.replace(/\b(process|transaction|relation|database|tuple|xid|pivot) \(?\d+(,\d+\))?/gi, '$1 …');
}

function columnsOf(bytes: Buffer, body: number): string {
  const columns: string[] = [];
  let at = body + 2;
  for (let left = bytes.readUInt16BE(body); left > 0; left -= 1) {
    const { text: name, next } = cString(bytes, at);
    const column = bytes.readUInt16BE(next + 4);
    const [size, modifier, format] = [
      bytes.readInt16BE(next + 10),
      bytes.readInt32BE(next + 12),
      bytes.readInt16BE(next + 16),
    ];
    columns.push(`${name}(${column} ${typeName(bytes.readUInt32BE(next + 6))} ${size} ${modifier} ${format})`);
    at = next + 18;
  }
  return columns.join(' ');
}

function parametersOf(bytes: Buffer, body: number): string {
  const count = bytes.readUInt16BE(body);
  return Array.from({ length: count }, (_, index) => typeName(bytes.readUInt32BE(body + 2 + index * 4))).join(' ');
}

/** The lockstep server gives types of users out as `unknown`; both are text to a client. */
function typeName(oid: number): string {
  return oid >= FIRST_USER_OID || oid === 705 ? 'unknown or of a user' : `${oid}`;
}

function brief(body: Buffer): string {
  const text = body.toString('latin1').replaceAll('\0', '|');
  if (text.length <= LARGE) return text;
  return `${text.slice(0, 40)}… ${text.length} bytes ${createHash('sha1').update(body).digest('hex')}`;
}
