/** Rendering: which browser is taken, what is said when there is none, and a real picture where there is one. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findBrowser } from './browser.ts';
import { renderDiagrams } from './rendering.ts';

const directory = mkdtempSync(join(tmpdir(), 'temblor-rendering-'));
afterAll(() => rmSync(directory, { recursive: true }));

function program(name: string, mode: number): string {
  const path = join(directory, name);
  writeFileSync(path, '');
  chmodSync(path, mode);
  return path;
}

describe('findBrowser', () => {
  test('takes what PUPPETEER_EXECUTABLE_PATH names, and nothing else when that cannot be executed', () => {
    const own = program('own', 0o755);
    const found = program('chromium', 0o755);
    expect(findBrowser({ PUPPETEER_EXECUTABLE_PATH: own, PATH: directory })).toBe(own);
    expect(findBrowser({ PUPPETEER_EXECUTABLE_PATH: join(directory, 'none'), PATH: directory })).toBeUndefined();
    expect(findBrowser({ PATH: `/nowhere:${directory}` })).toBe(found);
  });

  test('finds nothing in an empty PATH', () => {
    expect(findBrowser({ PATH: '' })).toBeUndefined();
    expect(findBrowser({})).toBeUndefined();
  });
});

describe('renderDiagrams', () => {
  test('says what to do when no browser is there, with exit code 2', async () => {
    const { exitCode, lines } = await renderDiagrams(directory, {});
    expect(exitCode).toBe(2);
    expect(lines.join('\n')).toContain('PUPPETEER_EXECUTABLE_PATH');
    expect(existsSync(join(directory, 'reports'))).toBe(false);
  });

  test.runIf(findBrowser(process.env) !== undefined)('draws a diagram with the browser of this machine', async () => {
    mkdirSync(join(directory, 'generated/diagrams'), { recursive: true });
    writeFileSync(join(directory, 'generated/diagrams/a.mmd'), 'flowchart LR\n  a["Wallet service"] --> b\n');
    expect((await renderDiagrams(directory, process.env)).exitCode).toBe(0);
    expect(readFileSync(join(directory, 'reports/diagrams/a.svg'), 'utf8')).toContain('Wallet service');
  });
});
