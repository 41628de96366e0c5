/** The command line as a user meets it: started as a process, on the toy engine, looked at from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { encodeToken } from '../campaign/token.ts';

const main = fileURLToPath(new URL('./testing/toy-main.ts', import.meta.url));
const start = fileURLToPath(new URL('./start.mjs', import.meta.url));
// With a space, as in many home directories.
const directory = mkdtempSync(join(tmpdir(), 'temblor cli '));
afterAll(() => rmSync(directory, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function begin(...args: string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [main, ...args], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  return { child, ended };
}

function run(...args: string[]): Promise<Ended> {
  return begin(...args).ended;
}

/** What a campaign found, in an order that does not depend on who found it first. */
function withoutTimes(document: unknown): unknown {
  const text = JSON.stringify(document, (key, value: unknown) =>
    /Ms$|^workers$|^text$|^triedRuns$/.test(key) ? undefined : value,
  );
  const content: Record<string, unknown> = JSON.parse(text);
  const sorted = (list: unknown): unknown =>
    Array.isArray(list) ? list.map((one) => JSON.stringify(one)).sort() : undefined;
  return { ...content, runs: sorted(content['runs']), open: sorted(content['open']) };
}

function runs(file: string): unknown {
  const document: unknown = JSON.parse(readFileSync(join(directory, file), 'utf8'));
  return document;
}

describe('the command line', () => {
  test('says that everything holds, writes pages and JSON, and exits with 0', async () => {
    const { code, stdout } = await run('--scenario', 'calm', '--runs', '3', '--report', 'good', '--json', 'good.json');
    expect(stdout).toMatch(/calm +✓ 3 runs hold, seeds 1–3/);
    expect(stdout).toMatch(/✓ Everything holds: 3 runs in/);
    expect(stdout).toContain('Report: good/index.html');
    expect(code).toBe(0);
    expect(readdirSync(join(directory, 'good')).sort()).toEqual(['calm-seed-1.html', 'calm-seed-1.md', 'index.html']);
    expect(runs('good.json')).toMatchObject({
      interrupted: false,
      runs: [{ scenario: 'calm', seed: 1, verdict: 'holds', counters: { lockWaits: 1 } }, { seed: 2 }, { seed: 3 }],
      totals: { runs: 3, counters: { lockWaits: 6 } },
    });
  });

  test('prints a violation with the command that repeats it, and that command does', async () => {
    const found = await run('--scenario', 'random', '--seed', '5', '--report', 'bad');
    expect(found.code).toBe(1);
    expect(found.stdout).toMatch(/✗ toy-balance {2}The toy never pays too much\.\n {2}2 large payments\n {2}witness/);
    expect(found.stdout).toMatch(/shrunk +from 7 requests and 1 fault to 2 requests and 0 faults/);
    expect(found.stdout).toMatch(
      /run +W1: 10\.00 EUR, of user-1\n +0 ms: P1 pays 8\.00 EUR from W1\n +0 ms: P2 pays 6/,
    );
    expect(found.stdout).toContain('page       bad/failure-1-toy-balance.html');
    const token = /again +npm run simulate -- --replay (\S+)/.exec(found.stdout)?.[1] ?? '';

    const again = await run('--replay', token, '--report', 'again');
    expect(again.code).toBe(1);
    expect(again.stdout).toContain('2 large payments');

    writeFileSync(join(directory, 'token.txt'), `found on Monday:\n${token}\n`);
    expect((await run('--replay', 'token.txt', '--report', 'again')).code).toBe(1);
  });

  test('keeps what failed, runs it first the next time, and says when it holds', async () => {
    rmSync(join(directory, 'reports', 'failing'), { recursive: true, force: true });
    const found = await run('--scenario', 'random', '--seed', '10', '--report', 'bad');
    const kept = /kept +(\S+\.json), and run first/.exec(found.stdout)?.[1] ?? '';
    expect((await run('--replay', kept, '--report', 'again')).code).toBe(1);
    const next = await run('--runs', '1', '--seed', '1');
    expect(next.stdout).toMatch(/kept-cases +✗ 0 runs hold, 1 violated, seed 10/);
    expect(next.code).toBe(1);

    const text = readFileSync(join(directory, kept), 'utf8');
    writeFileSync(join(directory, kept), text.replace('"amount": 800', '"amount": 80'));
    const healed = await run('--runs', '1', '--seed', '1', '--keep-going');
    expect(healed.stdout).toMatch(/kept-cases +✓ 1 run holds/);
    expect(healed.stdout).toContain(`${kept} holds now: move it to a folder of your own to keep it, or delete it.`);

    writeFileSync(join(directory, kept), '{');
    const broken = await run('--runs', '1', '--seed', '1');
    expect(broken.stderr).toBe(
      `temblor: ${kept} is no kept case: it needs "about" (a sentence) and "run" (scenario, seed, workload, plan). Repair or delete it.\n`,
    );
    expect(broken.code).toBe(2);
    rmSync(join(directory, 'reports', 'failing'), { recursive: true });
  });

  test('merges the shards of a campaign into what the whole would have been', async () => {
    const selection = ['--scenario', 'calm,random', '--runs', '6', '--keep-going'];
    await run(...selection, '--json', 'whole.json');
    for (const shard of ['1/2', '2/2']) {
      await run(...selection, '--shard', shard, '--json', `${shard.replace('/', '-')}.json`);
    }
    const merged = await run('--merge', '1-2.json', '2-2.json', '--json', 'merged.json', '--junit', 'merged.xml');
    expect(merged.code).toBe(1);
    expect(merged.stdout).toMatch(/calm +✓ 6 runs hold, seeds 1–6/);
    expect(merged.stdout).toMatch(/again +npm run simulate -- --replay temblor/);
    expect(withoutTimes(runs('merged.json'))).toEqual(withoutTimes(runs('whole.json')));
    expect(readFileSync(join(directory, 'merged.xml'), 'utf8')).toMatch(
      /name="toy-balance">\s*<failure [\s\S]*--replay/,
    );
    rmSync(join(directory, 'reports', 'failing'), { recursive: true });

    const text = readFileSync(join(directory, 'whole.json'), 'utf8');
    writeFileSync(join(directory, 'else.json'), text.replaceAll('"events": 36', '"events": "36"'));
    const refused = await run('--merge', 'whole.json', 'else.json');
    expect(refused.stderr).toMatch(/--json of this version wrote; else.json is none/);
    expect(refused.code).toBe(2);
  });

  test.each([
    ['no file', [], /--merge wants the files to be merged/],
    ['a file that is not there', ['nowhere.json'], /nowhere.json cannot be read or is no JSON/],
  ])('refuses to merge %s', async (_what, files, message) => {
    const { code, stderr } = await run('--merge', ...files);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test('colours nothing where nobody sees colours', async () => {
    const { stdout } = await run('--scenario', 'calm', '--seed', '1', '--report', 'plain');
    expect(stdout).not.toContain('\x1b');
  });

  test('lists scenarios and properties, and helps', async () => {
    expect((await run('--list')).stdout).toMatch(
      /calm .*One payment is made\.[\s\S]*toy-balance[\s\S]*ought to see: toy\n[\s\S]*toy never +Pigs fly/,
    );
    expect(await run('--help')).toMatchObject({ code: 0, stderr: '' });
  });

  test('verifies determinism', async () => {
    const { code, stdout } = await run('--verify-determinism', '--scenario', 'calm', '--runs', '3');
    expect(stdout).toMatch(/✓ 3 seeds, 12 of 12 replays: the same trace, to the byte, twice in each of two processes/);
    expect(code).toBe(0);
  });

  test('knows no other scenario with a similar name', async () => {
    const { code, stdout, stderr } = await run('--scenario', 'cals');
    expect(stderr).toBe(
      'temblor: There is no scenario "cals". Did you mean "calm"? Known are: calm, clash, random, all.\n',
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  const input = { scenario: 'calm', seed: 1, workload: { wallets: [], requests: [] }, plan: [] };
  const token = encodeToken(input);
  test.each([
    ['a broken token', ['--replay', token.replace(/..$/, 'xx')], /damaged/],
    ['a token that was cut off', ['--replay', token.slice(0, -4)], /cut off/],
    ['a token of another version', ['--replay', token.replace('temblor1', 'temblor2')], /version 2, and this/],
    ['a file that is not there', ['--replay', 'nowhere.txt'], /"nowhere.txt" is neither/],
    ['a report directory below a file', ['--report', join(main, 'x')], /Reports cannot be written to/],
    ['a report directory that nobody can make', ['--report', '/proc/temblor'], /Reports cannot be written to/],
    ['a JSON file in no directory', ['--json', '/nowhere/x.json'], /cannot be written: its directory is missing/],
    ['a JSON file that is a directory', ['--json', directory], /cannot be written: it is a directory/],
    ['a JSON file where none can be made', ['--json', '/proc/x.json'], /its directory is missing or takes no files/],
    ['a bad seed', ['--seed', 'x'], /--seed wants/],
  ])('answers %s with one line and exit 2', async (_what, args, message) => {
    const { code, stderr } = await run(...args);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(code).toBe(2);
  });

  test('explores every single fault, and pairs as far as they were asked for', async () => {
    const { code, stdout } = await run('--exhaustive', '--pairs', '3', '--json', 'all.json', '--keep-going');
    expect(stdout).toMatch(/single faults +14 of 14 explored; 2 runs met nothing to strike/);
    expect(stdout).toMatch(/reference-two 7 of 7/);
    expect(stdout).toMatch(/pairs of faults +3 of 42 explored/);
    expect(code).toBe(0);
    expect(runs('all.json')).toMatchObject({
      totals: { runs: 19 },
      explored: expect.arrayContaining([{ reference: 'reference-one', kind: 'reset', explored: 5, of: 5, struck: 4 }]),
    });
  });

  test('ends after the time that it was given', async () => {
    const started = performance.now();
    const { code } = await run('--scenario', 'calm', '--seconds', '3.5', '--report', 'timed');
    // It would go on for ever; the slack is for a busy machine.
    expect(performance.now() - started).toBeLessThan(3_500 + 20_000);
    expect(code).toBe(0);
  });

  test('after Ctrl-C shows what was done, leaves no worker behind, and exits with 130', async () => {
    const { child, ended } = begin('--scenario', 'calm', '--seconds', '60', '--report', 'interrupted');
    // The first line of progress: by then runs are over, however slow the machine is.
    if (child.stderr !== null) await once(child.stderr, 'data');
    const workers = childrenOf(child.pid ?? 0);
    expect(workers.length).toBeGreaterThan(0);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(stdout).toMatch(/calm +✓ [\d,]+ runs? holds?/);
    expect(stdout).toContain('(interrupted)');
    expect(code).toBe(130);
    expect(workers.filter(isAlive)).toEqual([]);
  });

  test('ends when npm was told to, which npm passes on to nobody but its shell', async () => {
    // What npm does: a shell in between, which ends at SIGTERM and leaves its child alone.
    const command = `"$0" "$@" & echo $!; wait`;
    const args = [main, '--scenario', 'calm', '--seconds', '60', '--report', 'orphan'];
    const env = { ...process.env, npm_lifecycle_event: 'simulate' };
    const shell = spawn('/bin/sh', ['-c', command, process.execPath, ...args], { cwd: directory, env });
    let stdout = '';
    const closed = once(shell, 'close');
    const begun = new Promise<void>((resolve) => {
      shell.stdout.on('data', (bytes: Buffer) => {
        stdout += bytes.toString();
        resolve();
      });
    });
    await begun;
    const pid = Number(/^\d+/.exec(stdout)?.[0]);
    const workers = await vi.waitUntil(() => someOf(childrenOf(pid)), { timeout: 20_000 });
    // By then runs are over, on a machine that is not too busy; the summary says "interrupted" in any case.
    await setTimeout(500);
    shell.kill('SIGTERM');
    await closed;
    expect(stdout).toContain('(interrupted)');
    // Its output ends a moment before it does.
    await vi.waitFor(() => expect([pid, ...workers].filter(isAlive)).toEqual([]));
  });

  test('two at the same time do not disturb one another', async () => {
    const both = await Promise.all([
      run('--scenario', 'calm', '--runs', '5'),
      run('--scenario', 'calm', '--runs', '5'),
    ]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const places = both.map(({ stdout }) => /Report: (.*)/.exec(stdout)?.[1]);
    expect(new Set(places).size).toBe(2);
  });

  test('asks for Node 24 in one line when Node is too old', async () => {
    const child = spawn(process.execPath, [
      '-e',
      `Object.defineProperty(process.versions, 'node', { value: '20.1.0' }); import(${JSON.stringify(start)});`,
    ]);
    let stderr = '';
    child.stderr.on('data', (bytes: Buffer) => {
      stderr += bytes.toString();
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toMatch(/^temblor: this is Node 20\.1\.0, and Node 24 is needed\. .*\n$/);
    expect(code).toBe(2);
  });
});

/** Process ids of the children, from /proc; the tests of interrupts are for where that exists. */
function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => parentOf(id) === pid);
}

/** Nothing in place of an empty list, for waiting until there is something. */
function someOf<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** 0 for a process that has ended, also while nobody has taken notice of its end. */
function parentOf(pid: number): number {
  try {
    const [, state, parent] = /\) (\w) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return state === 'Z' ? 0 : Number(parent);
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  return parentOf(pid) !== 0;
}
