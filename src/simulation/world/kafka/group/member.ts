/** One member of a consumer group, and the requests of it that are waiting for an answer. */

import type { Cancel } from '../../ports.ts';
import type { GroupProtocol, JoinAnswer, JoinRequest, SyncAnswer } from './types.ts';

export class Member {
  readonly id: string;
  readonly clientId: string;
  readonly process: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: readonly GroupProtocol[];
  assignment: Buffer = Buffer.alloc(0);
  /** Until its first generation is complete. */
  isNew = true;
  awaitingJoin: ((answer: JoinAnswer) => void) | undefined;
  awaitingSync: ((answer: SyncAnswer) => void) | undefined;
  cancelExpiry: Cancel | undefined;

  constructor(id: string, request: JoinRequest) {
    this.id = id;
    this.clientId = request.clientId;
    this.process = request.process;
    this.sessionTimeoutMs = request.sessionTimeoutMs;
    this.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    this.protocols = request.protocols;
  }

  update(request: JoinRequest): void {
    this.sessionTimeoutMs = request.sessionTimeoutMs;
    this.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    this.protocols = request.protocols;
  }

  /** True when the request says the same about the member as its last one. */
  matches(protocols: readonly GroupProtocol[]): boolean {
    return (
      protocols.length === this.protocols.length &&
      protocols.every(({ name, metadata }, index) => {
        const known = this.protocols[index];
        return known?.name === name && known.metadata.equals(metadata);
      })
    );
  }

  /** What the member says about itself under this protocol. */
  metadata(protocol: string): Buffer {
    return this.protocols.find(({ name }) => name === protocol)?.metadata ?? Buffer.alloc(0);
  }

  /** Answers a waiting join; without one, does nothing. */
  answerJoin(answer: JoinAnswer): void {
    const waiting = this.awaitingJoin;
    this.awaitingJoin = undefined;
    waiting?.(answer);
  }

  /** Answers a waiting sync; without one, does nothing. */
  answerSync(answer: SyncAnswer): void {
    const waiting = this.awaitingSync;
    this.awaitingSync = undefined;
    waiting?.(answer);
  }
}
