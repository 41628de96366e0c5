/**
 * What works on Node's thread pool, in other threads or processes, or on the real network. Its outcome or its timing
 * is not a function of the seed. Where a synchronous form of the same work exists, its result is delivered by a
 * later event; everything else is refused by name, because a run that silently depends on chance proves nothing.
 */
import childProcess from 'node:child_process';
import cluster from 'node:cluster';
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http2 from 'node:http2';
import tls from 'node:tls';
import workerThreads from 'node:worker_threads';
import zlib from 'node:zlib';
import { isCallable, trailingCallback } from '../values.ts';
import { answer } from './chance.ts';
import { RefusedInWorldError } from './refuse.ts';
import { define, replaceConstruction, replaceInside } from './replace.ts';

const THREAD_POOL = "it works on Node's thread pool, and when it is done is not a function of the seed";
const OTHER_THREAD = 'another thread or process runs on its own time';
const OTHER_NETWORK = 'the simulated network carries plain TCP only';

export function patchRefusals(): void {
  patchZlib();
  patchCrypto();
  patchFileSystem();
  refuseAll(
    'dns',
    dns,
    except(dns, ['lookup', 'Resolver', 'setDefaultResultOrder', 'getDefaultResultOrder']),
    OTHER_NETWORK,
    'connect by name',
  );
  refuseAll(
    'dns.promises',
    dns.promises,
    except(dns.promises, ['lookup', 'Resolver', 'setDefaultResultOrder', 'getDefaultResultOrder']),
    OTHER_NETWORK,
    'connect by name',
  );
  refuseAll(
    'child_process',
    childProcess,
    ['exec', 'execFile', 'fork', 'spawn'],
    OTHER_THREAD,
    'spawn a process of the world',
  );
  refuseAll('cluster', cluster, ['fork'], OTHER_THREAD, 'spawn several processes of the world');
  refuseAll('tls', tls, ['connect', 'createServer'], OTHER_NETWORK, 'connect without TLS in the simulation');
  refuseAll('http2', http2, ['connect', 'createServer', 'createSecureServer'], OTHER_NETWORK, 'use HTTP/1.1');
  refuseAll('dgram', dgram, ['createSocket'], OTHER_NETWORK, 'use TCP');
  for (const name of ['Worker', 'BroadcastChannel', 'MessageChannel']) {
    refuseNew('worker_threads', workerThreads, name);
  }
  for (const name of ['BroadcastChannel', 'MessageChannel']) {
    define(globalThis, name, Reflect.get(workerThreads, name));
  }
}

function patchZlib(): void {
  useSync(zlib, functionsOf(zlib));
  const streams = functionsOf(zlib).filter((name) => name.startsWith('create'));
  refuseAll('zlib', zlib, streams, THREAD_POOL, 'use the synchronous functions, such as zlib.gzipSync');
}

function patchCrypto(): void {
  const names = ['argon2', 'checkPrime', 'generatePrime', 'generateKey', 'hkdf', 'pbkdf2', 'scrypt'];
  useSync(crypto, names);
  refuseAll('crypto', crypto, ['generateKeyPair'], THREAD_POOL, 'use crypto.generateKeyPairSync');
  const subtle = Object.getPrototypeOf(crypto.webcrypto.subtle);
  const instead = 'use the synchronous functions of node:crypto, such as createHash or createHmac';
  refuseAll('crypto.subtle', subtle, functionsOf(subtle), THREAD_POOL, instead);
}

function patchFileSystem(): void {
  const instead = 'use the synchronous functions, such as fs.readFileSync, while the service starts';
  const asynchronous = functionsOf(fs).filter((name) => isCallable(Reflect.get(fs, `${name}Sync`)));
  const streams = ['createReadStream', 'createWriteStream', 'watch', 'watchFile', 'openAsBlob'];
  refuseAll('fs', fs, [...asynchronous, ...streams], THREAD_POOL, instead);
  refuseAll('fs.promises', fs.promises, functionsOf(fs.promises), THREAD_POOL, instead);
}

/** Answers the callback with what the synchronous twin returns; without a twin the function stays. */
function useSync(target: object, names: readonly string[]): void {
  for (const name of names) {
    const twin: unknown = Reflect.get(target, `${name}Sync`);
    if (isCallable(twin)) {
      replaceInside(target, name, (incarnation, args, self) =>
        answer(incarnation, trailingCallback(args), () => Reflect.apply(twin, self, args.slice(0, -1))),
      );
    }
  }
}

function refuseAll(module: string, target: object, names: readonly string[], why: string, instead: string): void {
  for (const name of names) {
    replaceInside(target, name, (incarnation) => {
      throw new RefusedInWorldError(incarnation, `${module}.${name}`, why, instead);
    });
  }
}

function refuseNew(module: string, target: object, name: string): void {
  replaceConstruction(target, name, (incarnation) => {
    const instead = 'spawn a process of the world, or keep the work in this one';
    throw new RefusedInWorldError(incarnation, `new ${module}.${name}`, OTHER_THREAD, instead);
  });
}

function functionsOf(target: object): string[] {
  return Object.getOwnPropertyNames(target).filter(
    (name) => name !== 'constructor' && /^[a-z]/.test(name) && isCallable(Reflect.get(target, name)),
  );
}

function except(target: object, kept: readonly string[]): string[] {
  return functionsOf(target).filter((name) => !kept.includes(name));
}
