/** The parts of a story: messages between participants, notes at one of them, faults across them. */
import type { PaymentHistory } from '../../payments/history.ts';
import type { Names } from '../names.ts';
import type { Marks } from '../witness.ts';

export interface MessageStep {
  readonly kind: 'message';
  readonly atMs: number;
  readonly from: string;
  /** Several where several services took the same event; none where nobody did. */
  readonly to: readonly string[];
  readonly label: string;
  /** `lost`: whoever waited was told nothing. */
  readonly style: 'request' | 'answer' | 'command' | 'event' | 'lost';
  readonly marked: boolean;
}

/** Something changed at a participant, such as the state of a payment. */
export interface NoteStep {
  readonly kind: 'note';
  readonly atMs: number;
  readonly over: string;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
  readonly marked: boolean;
}

/** A fault struck, or a process died by itself. */
export interface FaultStep {
  readonly kind: 'fault';
  readonly atMs: number;
  /** The participants that it touches. */
  readonly over: readonly string[];
  readonly text: string;
  /** Where a process was down, until when. */
  readonly downUntilMs?: number;
  readonly marked: boolean;
}

export type Step = MessageStep | NoteStep | FaultStep;

export interface Story {
  /** In the order of the lanes. */
  readonly participants: readonly string[];
  readonly steps: readonly Step[];
  /** How many steps there were; those beyond the limit are left out. */
  readonly total: number;
}

/** Everything that the tellers need. */
export interface Telling {
  readonly history: PaymentHistory;
  readonly names: Names;
  readonly marks: Marks;
}

/** `wallet` for the process `wallet-2`: instances of a service share a lane. */
export function serviceOf(process: string): string {
  return process.replace(/-\d+$/, '');
}
