/** Each kind of mistake is put into a copy of the real specifications and has to be found at its place, with a remedy. */
import { describe, expect, test } from 'vitest';
import type { Break } from './broken-specs.ts';
import { specsWith } from './broken-specs.ts';
import { formatFinding } from './finding.ts';
import { lint, lintCatalogue, lintFiles } from './lint.ts';

interface Mistake extends Break {
  readonly mistake: string;
  /** What the line of the finding contains, in this order. */
  readonly says: readonly string[];
}

const inFiles: Mistake[] = [
  {
    mistake: 'a broken reference',
    file: 'schemas/payment-events.yaml',
    find: 'common.yaml#/WalletId',
    replace: 'common.yaml#/WaletId',
    says: [
      'specs/schemas/payment-events.yaml:15:24',
      'broken reference: common.yaml#/WaletId',
      'Did you mean WalletId?',
    ],
  },
  {
    mistake: 'a reference to a file that is not there',
    file: 'channels.yaml',
    find: 'messages/payment-events.yaml#/PaymentInitiated',
    replace: 'messages/payment-event.yaml#/PaymentInitiated',
    says: ['specs/channels.yaml:', 'broken reference', 'define PaymentInitiated in messages/payment-event.yaml'],
  },
  {
    mistake: 'an operation on an unknown topic',
    file: 'wallet.yaml',
    find: "channel: { $ref: '#/channels/walletEvents' }",
    replace: "channel: { $ref: '#/channels/walletEvent' }",
    says: ['specs/wallet.yaml:', 'unknown topic: #/channels/walletEvent', 'Did you mean walletEvents?'],
  },
  {
    mistake: 'an unknown topic for dead letters',
    file: 'channels.yaml',
    find: 'x-dead-letter: paymentDeadLetters',
    replace: 'x-dead-letter: paymentDeadLeters',
    says: ['specs/channels.yaml:9:', 'unknown topic: paymentDeadLeters', 'Did you mean paymentDeadLetters?'],
  },
  {
    mistake: 'a misspelt keyword of a schema',
    file: 'schemas/common.yaml',
    find: 'minLength: 1',
    replace: 'minLenght: 1',
    says: ['specs/schemas/common.yaml:5:', 'unknown keyword minLenght', 'Did you mean minLength?'],
  },
  {
    mistake: 'a wrong value of a keyword',
    file: 'schemas/common.yaml',
    find: 'minimum: 1,',
    replace: "minimum: '1',",
    says: ['specs/schemas/common.yaml:', 'wrong value of minimum', 'draft-07'],
  },
  {
    mistake: 'an unknown format',
    file: 'schemas/common.yaml',
    find: 'format: date-time',
    replace: 'format: datetime',
    says: ['specs/schemas/common.yaml:', 'unknown format datetime', 'Did you mean date-time?'],
  },
  {
    mistake: 'a required field that is not defined',
    file: 'schemas/wallet-events.yaml',
    find: 'required: [wallet_id, user_id, currency]',
    replace: 'required: [wallet_id, userid, currency]',
    says: ['specs/schemas/wallet-events.yaml:', 'required field userid', 'Did you mean user_id?'],
  },
];

const inCatalogue: Mistake[] = [
  {
    mistake: 'an example that the schema refuses',
    file: 'messages/wallet-events.yaml',
    find: 'sufficient_funds: false',
    replace: "sufficient_funds: 'no'",
    says: [
      'specs/messages/wallet-events.yaml:',
      'invalid example of WalletBalanceChecked',
      'data.sufficient_funds must be boolean',
      'Correct the example',
    ],
  },
  {
    mistake: 'an example with a field that the schema does not know',
    file: 'messages/payment-events.yaml',
    find: 'method: wallet',
    replace: 'method: wallet\n          colour: green',
    says: ['specs/messages/payment-events.yaml:', 'invalid example of PaymentInitiated', '(colour)'],
  },
  {
    mistake: 'a message without example',
    file: 'messages/payment-events.yaml',
    find: /(PaymentValidated:[\s\S]*?) {2}examples:[\s\S]*?(?=\nPaymentCompleted:)/,
    replace: '$1',
    says: ['specs/messages/payment-events.yaml:', 'PaymentValidated has no example', 'Add one'],
  },
  {
    mistake: 'a message that nobody sends',
    file: 'wallet.yaml',
    find: "      - { $ref: '#/channels/walletEvents/messages/WalletDeducted' }\n",
    replace: '',
    says: [
      'specs/messages/wallet-events.yaml:',
      'nobody sends WalletDeducted on wallet-events.v1',
      'Add it to a send operation',
    ],
  },
  {
    mistake: 'a domain event that nobody but audit and metrics receives',
    file: 'saga.yaml',
    find: "      - { $ref: '#/channels/walletEvents/messages/WalletDeducted' }\n",
    replace: '',
    says: [
      'specs/messages/wallet-events.yaml:',
      'nobody but audit and metrics receives WalletDeducted',
      'x-observed-only',
    ],
  },
  {
    mistake: 'a reason for not being received, on a message that is received',
    file: 'messages/wallet-events.yaml',
    find: 'WalletDeducted:\n  name: WalletDeducted\n',
    replace: 'WalletDeducted:\n  name: WalletDeducted\n  x-observed-only: because\n',
    says: ['specs/messages/wallet-events.yaml:', 'WalletDeducted says x-observed-only', 'Take x-observed-only away'],
  },
  {
    mistake: 'two senders on a domain topic',
    file: 'gateway.yaml',
    find: '  receiveGatewayCommands:',
    replace:
      "  sendWalletEvents:\n    action: send\n    channel: { $ref: 'channels.yaml#/walletEvents' }\n    messages: [{ $ref: 'channels.yaml#/walletEvents/messages/WalletLocked' }]\n  receiveGatewayCommands:",
    says: ['specs/channels.yaml:', 'two senders on wallet-events.v1: gateway and wallet', 'belongs to one service'],
  },
  {
    mistake: 'commands that two services would carry out',
    file: 'gateway.yaml',
    find: '  receiveGatewayCommands:',
    replace:
      "  receiveWalletCommands:\n    action: receive\n    channel: { $ref: 'channels.yaml#/walletCommands' }\n    messages: [{ $ref: 'channels.yaml#/walletCommands/messages/LockWallet' }]\n  receiveGatewayCommands:",
    says: ['specs/channels.yaml:', 'wallet-commands.v1 has 2 receivers', 'Exactly one service'],
  },
  {
    mistake: 'a key field that the data lacks',
    file: 'messages/payment-events.yaml',
    find: '../traits.yaml#/keyedByPayment',
    replace: '../traits.yaml#/keyedByProvider',
    says: [
      'specs/schemas/payment-events.yaml:',
      'the key field provider of PaymentInitiated is missing',
      'trait of another key',
    ],
  },
  {
    mistake: 'a message without a key field',
    file: 'traits.yaml',
    find: 'x-key-field: service',
    replace: 'x-key-feild: service',
    says: ['specs/messages/metrics-events.yaml:', 'MetricRecorded has no key field', 'x-key-field'],
  },
  {
    mistake: 'an unknown kind of channel',
    file: 'channels.yaml',
    find: '  x-kind: events\n',
    replace: '  x-kind: event\n',
    says: ['specs/channels.yaml:', 'channel paymentEvents has no known x-kind', 'Did you mean events?'],
  },
  {
    mistake: 'a channel without dead letters',
    file: 'channels.yaml',
    find: '  x-dead-letter: walletDeadLetters\n',
    replace: '',
    says: ['specs/channels.yaml:', 'channel walletEvents has no x-dead-letter'],
  },
  {
    mistake: 'a channel whose topic is not its address',
    file: 'channels.yaml',
    find: 'topic: wallet-events.v1',
    replace: 'topic: wallet-events.v2',
    says: ['specs/channels.yaml:', 'channel walletEvents has no Kafka topic that equals its address'],
  },
  {
    mistake: 'a channel without retention',
    file: 'channels.yaml',
    find: /retention\.ms: \d+/,
    replace: 'retention.bytes: 1',
    says: ['specs/channels.yaml:', 'channel paymentEvents has no retention'],
  },
  {
    mistake: 'a document that does not name its service',
    file: 'wallet.yaml',
    find: 'x-service: wallet\n',
    replace: '',
    says: ['specs/wallet.yaml:1:1', 'does not say whose it is', 'x-service'],
  },
  {
    mistake: 'a payload with the name of another message',
    file: 'schemas/payment-events.yaml',
    find: 'event_type: { const: PaymentInitiated }',
    replace: 'event_type: { const: PaymentValidated }',
    says: [
      'specs/schemas/payment-events.yaml:',
      'the payload of PaymentInitiated is not',
      'event_type: { const: PaymentInitiated }',
    ],
  },
  {
    mistake: 'a flow with an unknown message',
    file: 'flows.yaml',
    find: '- WalletDeducted',
    replace: '- WalletDeduced',
    says: ['specs/flows.yaml:', 'unknown message WalletDeduced', 'Did you mean WalletDeducted?'],
  },
];

function lines(findings: ReturnType<typeof lintFiles>): readonly string[] {
  return findings.map((found) => formatFinding(found, 'specs'));
}

function contains(line: string, parts: readonly string[]): boolean {
  return parts.reduce((from, part) => (from < 0 ? from : line.indexOf(part, from)), 0) >= 0;
}

describe('the lint of the specifications', () => {
  test('finds nothing in those of the project', async () => {
    expect(lines(await lint(specsWith()))).toEqual([]);
  });

  test.each(inFiles)('finds $mistake', ({ says, ...mistake }) => {
    const found = lines(lintFiles(specsWith(mistake)));
    expect(
      found.filter((line) => contains(line, says)),
      found.join('\n'),
    ).not.toEqual([]);
  });

  test.each(inCatalogue)('finds $mistake', ({ says, ...mistake }) => {
    const tree = specsWith(mistake);
    expect(lines(lintFiles(tree))).toEqual([]);
    const found = lines(lintCatalogue(tree));
    expect(
      found.filter((line) => contains(line, says)),
      found.join('\n'),
    ).not.toEqual([]);
  });

  test('finds misspelt keywords of AsyncAPI in referenced files, once and where they stand', async () => {
    const tree = specsWith(
      { file: 'channels.yaml', find: 'partitions: 12', replace: 'partitons: 12' },
      { file: 'messages/payment-events.yaml', find: 'title: Payment initiated', replace: 'tittle: Payment initiated' },
      { file: 'payment.yaml', find: 'summary:', replace: 'sumary:' },
    );
    const found = lines(await lint(tree));
    expect(found).toHaveLength(3);
    expect(found[0]).toContain('specs/channels.yaml:13:18: Property "partitons" is no keyword of AsyncAPI here');
    expect(found[1]).toContain('specs/messages/payment-events.yaml:4:11: Property "tittle"');
    expect(found[2]).toMatch(/^specs\/payment\.yaml:\d+:\d+: Property "sumary"/);
  });

  test('stops at the files, whose mistakes would only bring up others', async () => {
    const found = await lint(
      specsWith(
        { file: 'schemas/common.yaml', find: 'minLength: 1', replace: 'minLenght: 1' },
        { file: 'payment.yaml', find: 'summary:', replace: 'sumary:' },
      ),
    );
    expect(found.map(({ message }) => message)).toEqual(['unknown keyword minLenght']);
  });
});
