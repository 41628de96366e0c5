/**
 * Requests that nobody expects, against all services as they run: whatever comes, the answer is what the document says, nothing is an error of
 * ours, and the system goes on. FUZZ_SECONDS=600 makes it look for longer.
 */
import { randomUUID } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPENAPI } from '../../generated/http/openapi.ts';
import { SERVICE_NAMES, type ServiceName } from './config.ts';
import { type Answered, deviations, type Operation, operationNamed } from './testing/conformance.ts';
import { bodySchema, type FuzzRequest, requests } from './testing/fuzz/requests.ts';
import { send, sendBytes } from './testing/fuzz/send.ts';
import { type FuzzWorld, fuzzLimits, startFuzzWorld } from './testing/fuzz/world.ts';

const PATIENCE_MS = Number(process.env['FUZZ_SECONDS'] ?? '20') * 1_000 + 60_000;
let world: FuzzWorld;
let payment: string;

beforeAll(async () => {
  world = await startFuzzWorld();
  payment = String((await world.pay(world.wallet))['payment_id']);
});

afterAll(() => world.close());

const ajv = addFormats.default(new Ajv2020({ strict: false }));
ajv.addSchema(OPENAPI, 'openapi');

/** Whether the document allows a body. */
function allows(operation: Operation, body: unknown): boolean {
  const schema = bodySchema(operation);
  if (schema === undefined) return true;
  const { path, method } = operation;
  const at = `paths/${path.replaceAll('/', '~1')}/${method.toLowerCase()}/requestBody/content/application~1json/schema`;
  return ajv.validate({ $ref: `openapi#/${encodeURI(at)}` }, body);
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is wrong with an answer to a request. */
function wrong(request: FuzzRequest, answer: Answered): readonly string[] {
  const { method, body, changes } = request;
  const operation = operationNamed(request.operation);
  const found: string[] = [];
  const isProbe = operation.path.includes('health') || operation.path === '/ready';
  if (answer.status >= 500 && !isProbe) found.push(`status ${answer.status}`);
  if (method === 'HEAD') return found;
  const known = method === operation.method && answer.status !== 404 ? operation : undefined;
  if (answer.status >= 400 || known !== undefined) found.push(...deviations(known, answer));
  const isMeant = isEitherOr(request) || answer.text.includes('CARD_NUMBER_REFUSED');
  if (changes.length === 0 && !isMeant && [400, 405, 415].includes(answer.status)) {
    found.push('the document allows this request');
  }
  const value = parsed(body);
  if (method === operation.method && value !== undefined && answer.status < 400 && !allows(operation, value)) {
    found.push('the document does not allow this body');
  }
  return found;
}

/** Two parameters of which a request may have one: a document can't say that. */
function isEitherOr({ path }: FuzzRequest): boolean {
  return path.includes('sequence=') && path.includes('at=');
}

test('requests: the answer is what the document says', { timeout: PATIENCE_MS }, async () => {
  const uuid = fc.constantFrom(randomUUID(), payment);
  const currency = fc.constantFrom('EUR', 'USD', 'JPY');
  const known = {
    id: fc.oneof(fc.constant(world.wallet), uuid),
    wallet_id: fc.oneof(fc.constant(world.wallet), uuid),
    user_id: fc.constantFrom(world.user, 'somebody'),
    merchant_id: fc.constantFrom('shop', 'another'),
    provider: fc.constantFrom('stripe'),
    name: fc.constantFrom('payment_status', 'wallet_balances', 'active_sagas', 'nothing'),
    wait: fc.constantFrom(0, 1),
    currency,
    amount: fc.integer({ min: 1, max: 1_000 }),
  };
  const { operator, user, merchant } = world.keys;
  const keys = fc.oneof(
    { weight: 8, arbitrary: fc.constant(operator) },
    { weight: 3, arbitrary: fc.constantFrom(user, merchant, undefined, 'Bearer x', 'Basic eDp5', `${operator}0`) },
  );
  await fc.assert(
    fc.asyncProperty(requests(known, keys), async (request) => {
      const [name] = operationNamed(request.operation).services;
      const answer = await send(world.services[serviceNamed(name)].address ?? '', request);
      const found = wrong(request, answer);
      expect(found, `${JSON.stringify(request)}\nwas answered ${answer.status} ${answer.text}`).toEqual([]);
    }),
    fuzzLimits(2_500),
  );
  await stillWorks();
});

test('bytes: what is not even a request is answered or closed, and nothing ends', {
  timeout: PATIENCE_MS,
}, async () => {
  const valid = Buffer.from(
    `POST /api/v1/payments HTTP/1.1\r\nhost: x\r\nauthorization: ${world.keys.operator}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`,
  );
  const mutated = fc
    .array(
      fc.tuple(fc.nat(valid.length), fc.constantFrom('replace', 'insert', 'cut'), fc.uint8Array({ maxLength: 4 })),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((edits) =>
      edits.reduce((bytes, [at, kind, piece]) => {
        const rest =
          kind === 'cut' ? bytes.subarray(at + 8) : bytes.subarray(kind === 'insert' ? at : at + piece.length);
        return Buffer.concat([bytes.subarray(0, at), Buffer.from(piece), rest]);
      }, valid),
    );
  const bytes = fc.oneof(
    { weight: 5, arbitrary: mutated },
    fc.uint8Array({ maxLength: 200 }).map((raw) => Buffer.from(raw)),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SERVICE_NAMES), bytes, async (name, sent) => {
      const answer = await sendBytes(world.services[name].address ?? '', sent);
      const [status] = /(?<=^HTTP\/1\.1 )\d{3}/.exec(answer) ?? [];
      expect(Number(status ?? 400), `${JSON.stringify(sent.toString('latin1'))}\nwas answered ${answer}`).toBeLessThan(
        500,
      );
      if (status !== undefined) expect(answer.toLowerCase()).toContain('x-correlation-id: ');
    }),
    { ...fuzzLimits(200) },
  );
  await stillWorks();
});

function serviceNamed(name: string | undefined): ServiceName {
  const found = SERVICE_NAMES.find((one) => one === name);
  if (found === undefined) throw new Error(`The document names a service ${name}.`);
  return found;
}

/** A payment goes through, and every service is ready. */
async function stillWorks(): Promise<void> {
  expect(await world.pay()).toMatchObject({ status: 'COMPLETED' });
  for (const { address } of Object.values(world.services)) {
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
  }
}
