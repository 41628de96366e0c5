import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import dns from 'node:dns';
import fs from 'node:fs';
import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { promisify } from 'node:util';
import workerThreads from 'node:worker_threads';
import zlib from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { installWorld } from '../index.ts';
import { inside } from '../testing/inside.ts';

beforeAll(installWorld);

const key = Buffer.from('secret');
const refused: Record<string, () => unknown> = {
  'zlib.createGzip': () => zlib.createGzip(),
  'fs.readFile': () => fs.readFile('/nowhere', () => undefined),
  'fs.createReadStream': () => fs.createReadStream('/nowhere'),
  'fs.promises.readFile': () => readFile('/nowhere'),
  'dns.resolve4': () => dns.resolve4('example.org', () => undefined),
  'child_process.spawn': () => childProcess.spawn('true'),
  'tls.connect': () => tls.connect({ port: 1 }),
  'new worker_threads.Worker': () => new workerThreads.Worker('/nowhere'),
  'crypto.subtle.digest': () => crypto.subtle.digest('SHA-256', key),
  'crypto.generateKeyPair': () => crypto.generateKeyPair('ed25519', undefined, () => undefined),
  'process.kill': () => process.kill(1),
};

describe('A world refuses what no seed controls', () => {
  for (const [api, use] of Object.entries(refused)) {
    it(`such as ${api}, by name`, async () => {
      await expect(inside(use)).rejects.toThrow(
        new RegExp(
          `^${api.replaceAll('.', '\\.')} was used in the simulated process "test-1"\\. It can't be simulated: .+\\. Instead: .+\\.$`,
        ),
      );
    });
  }

  it('such as fetch of https', async () => {
    const cause = inside(() => fetch('https://example.org')).catch((error: Error) => error.cause);
    await expect(cause).resolves.toMatchObject({ name: 'RefusedInWorldError' });
  });

  it('but answers callbacks whose work has a synchronous form', async () => {
    const seen = await inside(async () => {
      const packed = await promisify(zlib.gzip)('hello');
      const text = await promisify(zlib.gunzip)(packed);
      const derived = await promisify(crypto.pbkdf2)('password', 'salt', 1, 16, 'sha256');
      const failed = await promisify(zlib.gunzip)(Buffer.from('no gzip')).catch((error: Error) => error.message);
      return { text: text.toString(), derived: derived.toString('hex'), failed };
    });
    expect(seen).toEqual({
      text: 'hello',
      derived: '120fb6cffcf8b32c43e7225256c4f837',
      failed: 'incorrect header check',
    });
  });

  it('but not outside', async () => {
    expect(await readFile(new URL(import.meta.url), 'utf8')).toContain('but not outside');
    expect((await crypto.subtle.digest('SHA-256', key)).byteLength).toBe(32);
    expect((await promisify(zlib.gzip)('hello')).length).toBeGreaterThan(5);
    expect((await dns.promises.lookup('127.0.0.1')).family).toBe(4);
  });
});
