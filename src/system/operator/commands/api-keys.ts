/** `temblor api-keys …`: keys for the HTTP API, written into the database, so that the first one needs no other. */
import { isOwnerKind, isScope, OWNER_KINDS, SCOPES } from '../../platform/api/caller.ts';
import { ApiKeyError, issueApiKey, listApiKeys, revokeApiKey, rotateApiKey } from '../../platform/api/key-admin.ts';
import { reader } from '../../platform/database.ts';
import { argument, type Command, type Input, type Output, UsageError, wholeNumber } from '../command.ts';
import { table } from '../output.ts';
import { withDatabase } from './database.ts';
import { showing } from './shared.ts';

const COLUMNS = [
  ['KEY', 'key_id'],
  ['OWNER', 'owner'],
  ['SCOPES', 'scopes'],
  ['NAME', 'name'],
  ['CREATED', 'created_at'],
  ['EXPIRES', 'expires_at'],
  ['REVOKED', 'revoked_at'],
] as const;

async function issue(input: Input): Promise<Output> {
  const scopes = (input.option('scopes') ?? '').split(',').map((scope) => scope.trim());
  const unknown = scopes.filter((scope) => !isScope(scope));
  if (unknown.length > 0) {
    throw new UsageError(`--scopes has ${unknown.join(', ')}; scopes are ${SCOPES.join(', ')}.`);
  }
  const [kind = '', ...rest] = (input.option('owner') ?? '').split(':');
  if (!isOwnerKind(kind) || rest.join(':') === '') {
    throw new UsageError(`--owner has to be KIND:ID, where KIND is ${OWNER_KINDS.join(', ')}; such as merchant:m_17.`);
  }
  const [ratePerSecond, burst] = [wholeNumber(input, 'rate'), wholeNumber(input, 'burst')];
  const days = wholeNumber(input, 'expires-in-days');
  return await asUsage(input, async (database) => {
    const issued = await issueApiKey(database, {
      owner: { kind, id: rest.join(':') },
      scopes: scopes.filter(isScope),
      name: input.option('name') ?? '',
      ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
      ...(burst === undefined ? {} : { burst }),
      ...(days === undefined ? {} : { expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() }),
    });
    return secret(issued);
  });
}

/** The key is shown only here. */
function secret({ keyId, key }: { readonly keyId: string; readonly key: string }): Output {
  return {
    json: { key_id: keyId, key },
    text: `${key}\n\nThis is key ${keyId}. Keep it now: it can not be shown again.`,
  };
}

/** Runs against the database; what the keys' rules refuse is told as wrong usage. */
async function asUsage(input: Input, work: (database: ReturnType<typeof reader>) => Promise<Output>): Promise<Output> {
  try {
    return await withDatabase(input, (pool) => work(reader(pool)));
  } catch (error) {
    throw error instanceof ApiKeyError ? new UsageError(error.message) : error;
  }
}

export const API_KEY_COMMANDS: readonly Command[] = [
  {
    name: 'api-keys create',
    about: 'Make a key for the HTTP API, and show it once.',
    options: {
      owner: { value: 'KIND:ID', about: `Whose it is; KIND is ${OWNER_KINDS.join(', ')}.`, required: true },
      scopes: { value: 'LIST', about: `What it may do, separated by commas: ${SCOPES.join(', ')}.`, required: true },
      name: { value: 'TEXT', about: 'What it is for.', required: true },
      rate: { value: 'NUMBER', about: 'Requests per second in the long run.' },
      burst: { value: 'NUMBER', about: 'Requests that may come at once.' },
      'expires-in-days': {
        value: 'NUMBER',
        about: 'After so many days it is no longer valid; without end by default.',
      },
    },
    run: issue,
  },
  {
    name: 'api-keys list',
    about: 'List keys, without their secrets.',
    run: (input) =>
      withDatabase(input, async (pool) => {
        const keys = (await listApiKeys(reader(pool))).map((key) => ({
          key_id: key.keyId,
          owner: `${key.owner.kind}:${key.owner.id}`,
          scopes: key.scopes,
          name: key.name,
          created_at: key.createdAt,
          expires_at: key.expiresAt,
          revoked_at: key.revokedAt,
        }));
        return { json: { keys }, text: table(COLUMNS, keys) };
      }),
  },
  {
    name: 'api-keys rotate',
    about: 'Give a key a new secret; the old one stays valid for a while.',
    arguments: ['KEY'],
    options: { 'overlap-minutes': { value: 'NUMBER', about: 'How long the old secret stays valid, 60 by default.' } },
    run: (input) => {
      const overlapMs = (wholeNumber(input, 'overlap-minutes') ?? 60) * 60_000;
      return asUsage(input, async (database) => secret(await rotateApiKey(database, argument(input, 0), overlapMs)));
    },
  },
  {
    name: 'api-keys revoke',
    about: 'Make a key invalid, for ever.',
    arguments: ['KEY'],
    run: (input) =>
      asUsage(input, async (database) => {
        await revokeApiKey(database, argument(input, 0));
        return showing({ key_id: argument(input, 0), revoked: true });
      }),
  },
];
