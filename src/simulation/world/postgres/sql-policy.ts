/**
 * Which SQL the simulation refuses, because its outcome depends on more than the seed: the server's clock, its random
 * numbers, its transaction ids, its processes. Letting such a statement through would make a run unrepeatable in a way
 * that is very hard to find; so it fails at once, by name. It is also told here what a statement is: its command, and
 * whether it may write.
 */
import { type SqlToken, sqlTokens } from './sql-tokens.ts';

/** What is known about a text of one or more statements before it is executed. */
export interface SqlAnalysis {
  /** Why it may not run, e.g. `now() reads the server's clock; pass the time as a parameter`; undefined if it may. */
  readonly refusal: string | undefined;
  /** First word in lower case, e.g. `insert`; empty if there is none. */
  readonly command: string;
  /** True if it contains a COMMIT or END. */
  readonly commits: boolean;
  /** True if it contains a word that changes data, such as in a WITH. */
  readonly writes: boolean;
  /** True if it may keep the server from saying that it waits for a lock. */
  readonly quiets: boolean;
}

const CLOCK = "reads the server's clock; pass the time as a parameter";
const RANDOM = 'draws random numbers in the server; pass the value as a parameter';
const TRANSACTIONS = 'shows transaction ids, which differ from run to run';
const SERVER = 'shows the state of the server, which differs from run to run';
const CHANNELS = 'is delivered at a time that no seed decides; poll, or use a message broker';
const SLEEP = 'sleeps in real time; sleep in the service';
const TIMEOUT = 'would run on real time; give it as a startup parameter (the pg options of the same name)';

/** Words that are a call without parentheses. */
const KEYWORDS = new Set(['current_timestamp', 'current_time', 'current_date', 'localtime', 'localtimestamp']);

const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ...list(CLOCK, 'now transaction_timestamp statement_timestamp clock_timestamp timeofday pg_postmaster_start_time'),
  ...list(CLOCK, 'pg_conf_load_time pg_xact_commit_timestamp pg_last_committed_xact pg_last_xact_replay_timestamp'),
  ...list(RANDOM, 'random random_normal setseed gen_random_uuid gen_random_bytes gen_salt uuidv4 uuidv7'),
  ...list(RANDOM, 'uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4'),
  ...list(TRANSACTIONS, 'txid_current txid_current_if_assigned txid_current_snapshot txid_status'),
  ...list(TRANSACTIONS, 'pg_current_xact_id pg_current_xact_id_if_assigned pg_current_snapshot pg_xact_status'),
  ...list(
    SERVER,
    'pg_backend_pid pg_blocking_pids pg_cancel_backend pg_terminate_backend pg_reload_conf pg_lock_status',
  ),
  ...list(SERVER, 'pg_current_wal_lsn pg_current_wal_insert_lsn pg_current_wal_flush_lsn pg_relation_filenode'),
  ...list(CHANNELS, 'pg_notify pg_listening_channels pg_notification_queue_usage'),
  ...list(SLEEP, 'pg_sleep pg_sleep_for pg_sleep_until'),
]);

const TIMEOUTS: ReadonlySet<string> = new Set([
  'lock_timeout',
  'statement_timeout',
  'idle_in_transaction_session_timeout',
  'idle_session_timeout',
  'transaction_timeout',
  'deadlock_timeout',
]);

const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(['xmin', 'xmax']);
const CHANNEL_COMMANDS: ReadonlySet<string> = new Set(['listen', 'notify', 'unlisten']);
/** After these a name with a parenthesis is not a call. */
const BEFORE_NAMES: ReadonlySet<string> = new Set(['into', 'table', 'references', 'as', 'on', 'exists']);
const MOMENTS: ReadonlySet<string> = new Set(['now', 'today', 'tomorrow', 'yesterday']);
const TIME_TYPES: ReadonlySet<string> = new Set(['timestamp', 'timestamptz', 'date', 'time', 'timetz', 'zone']);
const WRITING: ReadonlySet<string> = new Set(['insert', 'update', 'delete', 'merge', 'truncate', 'call', 'do']);
/** Commands that write nothing of their own; any other that is not a query changes the schema. */
const READING: ReadonlySet<string> = new Set(
  `select table values with show explain begin start commit end rollback abort savepoint release set reset fetch move
   declare close prepare execute deallocate discard lock copy listen notify unlisten`.split(/\s+/),
);

/** The setting that decides whether the server talks about lock waits, and the one wait it never talks about. */
const QUIETING = /client_min_messages|deferrable/i;

const CACHE_LIMIT = 4096;
const cache = new Map<string, SqlAnalysis>();

/** Analyses a text; the same text costs nothing the second time. */
export function analyse(sql: string): SqlAnalysis {
  const known = cache.get(sql);
  if (known !== undefined) return known;
  const tokens = sqlTokens(sql);
  const commands = commandsOf(tokens);
  const analysis = {
    refusal: refusalOf(tokens),
    command: commands[0] ?? '',
    quiets: QUIETING.test(sql),
    commits: commands.some((word) => word === 'commit' || word === 'end'),
    writes: commands.some((word) => !READING.has(word)) || tokens.some((_, at) => isWritingWord(tokens, at)),
  };
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(sql, analysis);
  return analysis;
}

/** Why a text or an expression may not run in the simulation; undefined if it may. */
export function refusalOf(tokens: readonly SqlToken[]): string | undefined {
  for (let at = 0; at < tokens.length; at++) {
    const reason = refusalAt(tokens, at);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function list(reason: string, names: string): [string, string][] {
  return names.split(' ').map((name) => [name, `${name}() ${reason}`]);
}

function commandsOf(tokens: readonly SqlToken[]): string[] {
  return tokens.filter((token, at) => token.kind === 'word' && startsStatement(tokens, at)).map((token) => token.text);
}

function startsStatement(tokens: readonly SqlToken[], at: number): boolean {
  const before = tokens[at - 1];
  return before === undefined || (before.kind === 'symbol' && before.text === ';');
}

function isWritingWord(tokens: readonly SqlToken[], at: number): boolean {
  const token = tokens[at];
  if (token?.kind !== 'word' || !WRITING.has(token.text)) return false;
  const before = tokens[at - 1]?.text;
  // SELECT … FOR [NO KEY] UPDATE locks, it does not write.
  return before !== 'for' && before !== 'key' && before !== '.';
}

function refusalAt(tokens: readonly SqlToken[], at: number): string | undefined {
  const token = tokens[at];
  if (token === undefined) return undefined;
  if (token.kind === 'string') return refusedLiteral(tokens, at, token.text);
  if (token.kind === 'body') return refusedBody(tokens, token.text);
  if (token.kind === 'quoted') return refusedQuoted(tokens, at, token.text);
  return token.kind === 'word' ? refusedWord(tokens, at, token.text) : undefined;
}

function refusedWord(tokens: readonly SqlToken[], at: number, word: string): string | undefined {
  const qualified = tokens[at - 1]?.text === '.';
  if (KEYWORDS.has(word) && !qualified) return `${word.toUpperCase()} ${CLOCK}`;
  if (TIMEOUTS.has(word) && !qualified) return `${word} ${TIMEOUT}`;
  if (SYSTEM_COLUMNS.has(word)) return `${word} ${TRANSACTIONS}`;
  if (word.startsWith('pg_stat_') || word === 'pg_locks') return `${word} ${SERVER}`;
  if (CHANNEL_COMMANDS.has(word) && startsStatement(tokens, at)) return `${word.toUpperCase()} ${CHANNELS}`;
  if (word === 'tablesample') return refusedSample(tokens, at);
  return isCall(tokens, at) ? refusedCall(tokens, at, word) : undefined;
}

function isCall(tokens: readonly SqlToken[], at: number): boolean {
  if (tokens[at + 1]?.text !== '(') return false;
  const before = tokens[at - 1];
  return !(before?.kind === 'word' && BEFORE_NAMES.has(before.text));
}

function refusedCall(tokens: readonly SqlToken[], at: number, name: string): string | undefined {
  if (name === 'set_config' || name === 'current_setting') {
    const setting = tokens[at + 2];
    if (setting?.kind !== 'string') return `${name}() with a computed name might read or set a time-out`;
    return TIMEOUTS.has(setting.text.toLowerCase()) ? `${setting.text} ${TIMEOUT}` : undefined;
  }
  if (name === 'age' && argumentCount(tokens, at + 1) === 1) return `age() of one argument ${CLOCK}`;
  return FUNCTIONS.get(name);
}

function refusedQuoted(tokens: readonly SqlToken[], at: number, name: string): string | undefined {
  const before = tokens[at - 1]?.text ?? '';
  if (TIMEOUTS.has(name) && /^(set|local|session|reset|show)$/.test(before)) return `${name} ${TIMEOUT}`;
  return isCall(tokens, at) ? refusedCall(tokens, at, name) : undefined;
}

function refusedLiteral(tokens: readonly SqlToken[], at: number, text: string): string | undefined {
  if (tokens[0]?.text === 'do' && at === 1) return refusedBody(tokens, text);
  if (!MOMENTS.has(text.trim().toLowerCase())) return undefined;
  const [before, after, next] = [tokens[at - 1], tokens[at + 1], tokens[at + 2]];
  const typed = before?.kind === 'word' && TIME_TYPES.has(before.text);
  const cast = (after?.text === '::' || after?.text === 'as') && next !== undefined && TIME_TYPES.has(next.text);
  return typed || cast ? `'${text}' as a time ${CLOCK}` : undefined;
}

/** The body of a DO block or a function is code; a dollar-quoted string anywhere else is data. */
function refusedBody(tokens: readonly SqlToken[], body: string): string | undefined {
  const [first, ...others] = tokens.slice(0, 5).map((token) => token.text);
  const isCode = first === 'do' || (first === 'create' && others.some((word) => /^(function|procedure)$/.test(word)));
  return isCode ? refusalOf(sqlTokens(body)) : undefined;
}

function refusedSample(tokens: readonly SqlToken[], at: number): string | undefined {
  const repeatable = tokens.slice(at).some((token) => token.kind === 'word' && token.text === 'repeatable');
  return repeatable ? undefined : `TABLESAMPLE without REPEATABLE ${RANDOM}`;
}

function argumentCount(tokens: readonly SqlToken[], open: number): number {
  let depth = 0;
  let commas = 0;
  for (let at = open; at < tokens.length; at++) {
    const text = tokens[at]?.kind === 'symbol' ? tokens[at]?.text : '';
    if (text === '(' || text === '[') depth++;
    else if (text === ')' || text === ']') depth--;
    else if (text === ',' && depth === 1) commas++;
    if (depth === 0) break;
  }
  return commas + 1;
}
