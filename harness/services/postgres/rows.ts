/**
 * All rows and sequences of a database, read and written over SQL. `pg_dump` would do the same, but
 * some packages of PostgreSQL do not have it.
 */
import { type Database, piece, raw } from "./database.ts";

export interface Contents {
  readonly tables: readonly TableRows[];
  readonly sequences: readonly Sequence[];
}

interface TableRows {
  readonly name: string;
  /** Each row as PostgreSQL writes it. */
  readonly rows: readonly string[];
}

interface Sequence {
  readonly name: string;
  readonly last: string;
  readonly called: boolean;
}

const pageRows = 1_000;

export async function readContents(sql: Database): Promise<Contents> {
  const tables: TableRows[] = [];
  for (const name of await namesOf(sql, "r")) {
    const rows: string[] = [];
    const statement = piece`select whole_row::text as text from ${raw(name)} as whole_row`;
    for await (const page of sql.pages<{ text: string }>(statement, pageRows)) {
      for (const { text } of page) rows.push(text);
    }
    tables.push({ name, rows });
  }
  const sequences: Sequence[] = [];
  for (const name of await namesOf(sql, "S")) {
    const [state] = await sql<[{ last: string; called: boolean }]>`
      select last_value::text as last, is_called as called from ${raw(name)}`;
    sequences.push({ name, ...state });
  }
  return { tables, sequences };
}

/** The names of the tables (`r`) or sequences (`S`), quoted where that is needed. */
async function namesOf(sql: Database, kind: "r" | "S"): Promise<string[]> {
  const found = await sql<{ name: string }[]>`
    select oid::regclass::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = ${kind} order by 1`;
  return found.map(({ name }) => name);
}

/** Replaces all rows of these tables in one transaction. No trigger fires, no key is checked. */
export async function writeContents(sql: Database, contents: Contents): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local role none`;
    await tx`set local session_replication_role = replica`;
    for (const { name, rows } of contents.tables) {
      await tx`delete from ${raw(name)}`;
      for (let from = 0; from < rows.length; from += pageRows) {
        await tx`
          insert into ${raw(name)} overriding system value
          select (text_row::${raw(name)}).*
          from unnest(${rows.slice(from, from + pageRows)}::text[]) as text_row`;
      }
    }
    for (const { name, last, called } of contents.sequences) {
      await tx`select setval(${name}::regclass, ${last}::bigint, ${called})`;
    }
  });
}
