/**
 * Progress while a campaign runs: one line that is written over on a terminal, a line every few seconds elsewhere
 * (CI logs), nothing of it in the output that is kept.
 */
import { stripVTControlCharacters } from 'node:util';
import { type Style, styleFor } from './style.ts';

const everyMsOnTerminal = 100;
const everyMsElsewhere = 5_000;

export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #style: Style;
  readonly #started = performance.now();
  #lastMs: number;
  #shown = false;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
    this.#style = styleFor(stream);
    // A terminal shows something at once; a log waits for the first interval to be over.
    this.#lastMs = stream.isTTY ? Number.NEGATIVE_INFINITY : this.#started;
  }

  /** Shows the state of things, unless that was done a moment ago. */
  update(text: () => string): void {
    const now = performance.now();
    if (now - this.#lastMs < (this.#stream.isTTY ? everyMsOnTerminal : everyMsElsewhere)) return;
    this.#lastMs = now;
    this.#show(`${((now - this.#started) / 1000).toFixed(0).padStart(3)} s  ${text()}`);
  }

  /** Takes the updating line away, before something that stays is printed. */
  clear(): void {
    if (this.#shown && this.#stream.isTTY) this.#stream.write('\r\x1b[2K');
    this.#shown = false;
  }

  #show(text: string): void {
    if (!this.#stream.isTTY) {
      this.#stream.write(`${text}\n`);
      return;
    }
    const room = Math.max(20, (this.#stream.columns ?? 80) - 1);
    const line = stripVTControlCharacters(text).slice(0, room);
    this.#stream.write(`\r\x1b[2K${this.#style('dim', line)}`);
    this.#shown = true;
  }
}
