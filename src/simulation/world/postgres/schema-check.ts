/**
 * Looks for code inside a database that would make runs unrepeatable: defaults, constraints, views, rules, triggers,
 * policies and functions that read the server's clock or draw random numbers, and time-outs stored for roles. Statements
 * are checked as they come; what hides behind them is checked here, once, before the first run.
 */
import { refusalOf } from './sql-policy.ts';
import { sqlTokens } from './sql-tokens.ts';

/** Something in the database that may not be used in the simulation. */
export interface RefusedObject {
  /** For example `default of wallet.events.created_at`. */
  readonly object: string;
  readonly reason: string;
}

/** Thrown when a database can't be simulated as it is. */
export class RefusedSchemaError extends Error {
  override readonly name = 'RefusedSchemaError';
  readonly objects: readonly RefusedObject[];

  constructor(database: string, objects: readonly RefusedObject[]) {
    const lines = objects.map(({ object, reason }) => `\n  ${object}: ${reason}`).join('');
    super(`Database ${database} can't be simulated, since runs would not be repeatable:${lines}`);
    this.objects = objects;
  }
}

const USER_SCHEMA = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'`;
const NOT_OF_EXTENSION = (classId: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${classId}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;

/** Pairs of a name and a piece of SQL. */
const CODE_IN_SCHEMA = `
  SELECT format('default of %s.%s.%s', n.nspname, c.relname, a.attname), pg_get_expr(d.adbin, d.adrelid)
    FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
    JOIN pg_class c ON c.oid = d.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${USER_SCHEMA}
  UNION ALL SELECT format('constraint %s of %s', o.conname, n.nspname || '.' || coalesce(c.relname, t.typname)), pg_get_constraintdef(o.oid)
    FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace LEFT JOIN pg_class c ON c.oid = o.conrelid
    LEFT JOIN pg_type t ON t.oid = o.contypid WHERE o.contype = 'c' AND ${USER_SCHEMA}
  UNION ALL SELECT format('default of type %s.%s', n.nspname, t.typname), t.typdefault
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typdefault IS NOT NULL AND ${USER_SCHEMA}
  UNION ALL SELECT format('function %s.%s', n.nspname, p.proname), concat_ws(' ', coalesce(pg_get_function_sqlbody(p.oid), p.prosrc), array_to_string(p.proconfig, ' '))
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
    WHERE l.lanname NOT IN ('c', 'internal') AND ${USER_SCHEMA} AND ${NOT_OF_EXTENSION('pg_proc', 'p.oid')}
  UNION ALL SELECT format('view %s.%s', n.nspname, c.relname), pg_get_viewdef(c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm') AND ${USER_SCHEMA} AND ${NOT_OF_EXTENSION('pg_class', 'c.oid')}
  UNION ALL SELECT format('rule %s of %s.%s', r.rulename, n.nspname, c.relname), pg_get_ruledef(r.oid)
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE r.rulename <> '_RETURN' AND ${USER_SCHEMA}
  UNION ALL SELECT format('trigger %s of %s.%s', g.tgname, n.nspname, c.relname), pg_get_triggerdef(g.oid)
    FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT g.tgisinternal AND ${USER_SCHEMA}
  UNION ALL SELECT format('policy %s of %s.%s', y.polname, n.nspname, c.relname),
      concat_ws(' ', pg_get_expr(y.polqual, y.polrelid), pg_get_expr(y.polwithcheck, y.polrelid))
    FROM pg_policy y JOIN pg_class c ON c.oid = y.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${USER_SCHEMA}
  UNION ALL SELECT 'settings stored for a role or database', array_to_string(setconfig, ', ') FROM pg_db_role_setting
    WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
  ORDER BY 1`;

/**
 * Checks the database that `query` reaches.
 * @throws RefusedSchemaError naming everything that has to change
 */
export function checkSchema(database: string, query: (sql: string) => readonly (readonly (string | null)[])[]): void {
  const refused: RefusedObject[] = [];
  for (const [object, code] of query(CODE_IN_SCHEMA)) {
    const quiets = /client_min_messages/i.test(code ?? '') ? 'client_min_messages hides lock waits' : undefined;
    const reason = refusalOf(sqlTokens(code ?? '')) ?? quiets;
    if (reason !== undefined) refused.push({ object: object ?? '', reason });
  }
  if (refused.length > 0) throw new RefusedSchemaError(database, refused);
}
