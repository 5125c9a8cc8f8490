/** Copies what a transaction of the source sees. */
import {
  type Database,
  id,
  now,
  piece,
  point,
  type Query,
  raw,
  record,
  stopping,
} from "../../harness/roles/role.ts";
import type { Applier } from "./apply.ts";
import type { CopiedTable } from "./copied_tables.ts";
import type { Row } from "./log/message.ts";

/** The number of rows in one statement, and in one transaction of the target. */
const chunkRows = 5_000;

export interface CopyOptions {
  readonly target: Database;
  readonly table: CopiedTable;
}

/**
 * Copies a table in chunks, in the order of its key; the first chunk empties the copy. A chunk has
 * one array for each column. The source writes it as text and the target reads this text, so each
 * value keeps every digit.
 */
export async function copyTable(from: Query, { target, table }: CopyOptions): Promise<void> {
  const [name, columns] = [raw(table.name), raw(Object.keys(table.columns).join())];
  let last: bigint | null = -(2n ** 63n);
  for (let isFirst = true; last !== null; isFirst = false) {
    if (stopping.aborted) throw new Error("stopped in the middle of a snapshot");
    const [chunk]: [Chunk] = await from<[Chunk]>`
      select max(id) as last, ${arraysOf(table)} from (
        select ${columns} from ${name} where id > ${last} order by id limit ${chunkRows}
      ) as chunk`;
    await target.begin(async (to) => {
      if (isFirst) await to`truncate ${name}`;
      await insertChunk(to, table, chunk);
    });
    await point("after-chunk", { ops: [] });
    last = chunk.last;
  }
}

interface Chunk {
  readonly last: bigint | null;
  /** An array of the values of each column, as text; null where there are none. */
  readonly [column: string]: string | bigint | null;
}

const arraysOf = ({ columns }: CopiedTable) =>
  raw(Object.keys(columns).map((name) => `array_agg(${name})::text as "${name} values"`).join());

/** One statement for any number of rows. */
async function insertChunk(to: Query, { name, columns }: CopiedTable, chunk: Chunk): Promise<void> {
  const arrays = Object.entries(columns).map(([column, type]) =>
    piece`${chunk[`${column} values`]}::${raw(type)}[]`
  );
  const all = arrays.reduce((before, next) => piece`${before}, ${next}`);
  await to`
    insert into ${raw(name)} (${raw(Object.keys(columns).join())}) select * from unnest(${all})`;
}

/** A user's logins are in the order of their commits: rows are applied in the order of the select. */
const parts = {
  login_details: "select op::text, i::text, detail, origin from login_details",
  logins:
    "select op::text, user_id, seq::text, points::text from logins order by user_id, logins.seq",
  imports: "select id::text, line from imports order by id",
  load_markers: "select id::text from load_markers",
};

/** Tables whose rows belong to no login: the copies of an earlier reader are deleted first. */
const withoutLogin: readonly string[] = ["imports", "load_markers"];

/**
 * Copies the logins as if each was an insert in the log. The grants of an earlier reader stay, and
 * the rows that belong to these grants are not copied twice.
 */
export async function copyLogins(from: Query, to: Query, applier: Applier): Promise<void> {
  for (const [table, rows] of Object.entries(parts)) {
    const relation = { id: 0, name: `public.${table}`, columns: [], keys: [], isFull: false };
    if (withoutLogin.includes(table)) await to`delete from ${raw(table)}`;
    await from`${raw(`declare all_${table} cursor for ${rows}`)}`;
    for (;;) {
      const page = await from<Row[]>`${raw(`fetch ${chunkRows} from all_${table}`)}`;
      if (page.length === 0) break;
      const granted = await grantedOf(to, page);
      for (const row of page) {
        if (!granted.has(row.op)) applier.add({ kind: "insert", relation, row });
      }
      record([...applier.ops].map((op) => ({ at: now(), kind: "deliver", op, role: id })));
      await applier.flush(to);
    }
  }
}

/** The operations of these rows that have a grant already, as text. */
async function grantedOf(to: Query, rows: readonly Row[]): Promise<ReadonlySet<Row[string]>> {
  const ops = rows.map(({ op }) => op ?? null);
  const granted = await to<{ op: string }[]>`
    select op::text from grants where op = any (${ops}::bigint[])`;
  return new Set(granted.map(({ op }) => op));
}
