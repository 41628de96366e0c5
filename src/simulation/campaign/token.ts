/**
 * A replay token is a whole run (scenario, seed, workload, fault plan) in one word that survives a terminal, a
 * chat and a file: `temblor1.<length>.<crc32>.<payload>`.
 *
 * The version stands outside of the payload, so that a token of another version can be named as such without
 * being understood. The length tells a token that was cut off from one that was damaged.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { RunInput } from './engine.ts';
import { UsageError } from './errors.ts';
import { isRunInput } from './input.ts';

/** Version of the meaning of a token; raised when an old token would no longer describe the same run. */
export const tokenVersion = 1;

const shape = /^temblor(\d+)(?:\.(\d+))?(?:\.([0-9a-f]{8}))?(?:\.([A-Za-z0-9_-]*))?$/;
const remedy = 'Copy the whole word that begins with "temblor", or give the file that it is in.';
/** A run of ten thousand requests stays far below this; what is above is not a token of ours. */
const inflatedBytesMax = 64 * 1024 * 1024;

/** The run as a token; the same input gives the same token on the same machine. */
export function encodeToken(input: RunInput): string {
  const { scenario, seed, workload, plan, instances, brokers, webhooks, startsAt, settings } = input;
  // What is absent is left out, so that the token of an ordinary run is as short as it was.
  const text = JSON.stringify({ scenario, seed, workload, plan, instances, brokers, webhooks, startsAt, settings });
  const payload = deflateRawSync(text, { level: 9 }).toString('base64url');
  return `temblor${tokenVersion}.${payload.length}.${checksum(payload)}.${payload}`;
}

/**
 * The run that a token describes.
 * @throws UsageError if the text is no token, was cut off or damaged, or belongs to another version.
 */
export function decodeToken(text: string): RunInput {
  const parts = shape.exec(text.trim());
  if (parts === null) throw new UsageError(`This is not a replay token: ${excerpt(text)}. ${remedy}`);
  const [, version, length, sum, payload] = parts;
  if (version !== String(tokenVersion)) {
    throw new UsageError(
      `The replay token has version ${version ?? '?'}, and this Temblor reads version ${tokenVersion}. ` +
        'Replay it with the Temblor that printed it.',
    );
  }
  if (length === undefined || sum === undefined || payload === undefined || payload.length < Number(length)) {
    const had =
      payload === undefined || length === undefined ? '' : ` ${payload.length} of ${length} characters arrived.`;
    throw new UsageError(`The replay token is cut off.${had} ${remedy}`);
  }
  if (payload.length > Number(length) || checksum(payload) !== sum) {
    throw new UsageError(`The replay token is damaged: its checksum does not match. ${remedy}`);
  }
  const input = parsed(payload);
  if (!isRunInput(input)) throw new UsageError(`The replay token holds something else than a run. ${remedy}`);
  return input;
}

function parsed(payload: string): unknown {
  try {
    const bytes = inflateRawSync(Buffer.from(payload, 'base64url'), { maxOutputLength: inflatedBytesMax });
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new UsageError(`The replay token is damaged: it cannot be unpacked. ${remedy}`);
  }
}

function checksum(payload: string): string {
  return crc32(payload).toString(16).padStart(8, '0');
}

function excerpt(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return JSON.stringify(line.length > 40 ? `${line.slice(0, 40)}…` : line);
}
