/** Writes the changes of the log into the target: some rows in one statement, in their order. */
import type { Buffer } from "node:buffer";
import { halt, type Query, raw } from "../../harness/roles/role.ts";
import type { Change, Relation, Row } from "./log/message.ts";
import { TextArrays } from "./text_arrays.ts";

/** Changes that wait to be written into the target. */
export interface Applier {
  /** Operations of the changes that wait. */
  readonly ops: ReadonlySet<number>;
  /** How many changes wait. */
  readonly count: number;
  /** @throws Error where the target does not copy this kind of change, or not this table */
  add(change: Change): void;
  /** Writes all that waits. */
  flush(tx: Query): Promise<void>;
}

/** The tables that every reader copies, and the columns that it needs of each. */
const copied = {
  "public.login_details": ["op", "i", "detail", "origin"],
  "public.logins": ["op", "user_id", "seq", "points"],
  "public.imports": ["id", "line"],
  "public.load_markers": ["id"],
} as const;
type Copied = keyof typeof copied;
const tables = Object.keys(copied) as Copied[];

/** Writes the effect of each login, and copies the other rows. */
export class Grants implements Applier {
  #rows = Object.fromEntries(
    tables.map((name) => [name, new TextArrays(copied[name])]),
  ) as Record<Copied, TextArrays>;
  /** By table: the description whose columns were checked last. */
  #known = new Map<string, Relation>();
  readonly ops = new Set<number>();
  count = 0;

  add(change: Change): void {
    if (change.kind !== "insert") {
      throw new Error(`The log has a ${change.kind}; this reader copies inserts alone`);
    }
    const { relation, row } = change;
    if (this.#known.get(relation.name) !== relation) this.#learn(relation, row);
    this.#rows[relation.name as Copied].add(row);
    this.count++;
    if (typeof row.op === "string") this.ops.add(Number(row.op));
  }

  /** The server describes a table once, and again after it was altered. */
  #learn(relation: Relation, row: Row): void {
    const { name } = relation;
    if (!Object.hasOwn(copied, name)) {
      throw new Error(`The log has a change of '${name}', which this reader does not know`);
    }
    mustHaveColumns(row, name as Copied);
    this.#known.set(name, relation);
  }

  async flush(tx: Query): Promise<void> {
    this.ops.clear();
    this.count = 0;
    for (const name of tables) {
      const rows = this.#rows[name];
      if (rows.count > 0) await inserts[name](tx, rows.take());
    }
  }
}

/** Halts where a needed column is gone. The log uses the column names of the time when the row was written. */
function mustHaveColumns(row: Row, table: Copied): void {
  const missing = copied[table].find((name) => !(name in row));
  if (missing === undefined) return;
  halt(
    `Column '${missing}' of '${table}' is gone from the log: it was renamed or dropped; teach the ` +
      "reader the new name, then start it again: it goes on with this very row",
  );
}

/** The log has no message ids: they are made from the operation, the same each time. */
const messageId = raw("md5('login ' || op)::uuid");

type Insert = (tx: Query, columns: Buffer[]) => Promise<unknown>;

/** One statement for all rows of a table. `unnest` returns rows in their order. */
const inserts: Readonly<Record<Copied, Insert>> = {
  "public.login_details": (tx, [op, i, detail, origin]) =>
    tx`
      insert into login_details (op, i, detail, origin)
      select op::bigint, i::int, detail, origin
      from unnest(${op}::text[], ${i}::text[], ${detail}::text[], ${origin}::text[])
        as row (op, i, detail, origin)`,
  // The logins of a user keep their order.
  "public.logins": (tx, [op, user, seq, points]) =>
    tx`
      insert into grants (message_id, op, user_id, seq, points)
      select ${messageId}, op::bigint, user_id, seq::int, points::int
      from unnest(${op}::text[], ${user}::text[], ${seq}::text[], ${points}::text[])
        with ordinality as login (op, user_id, seq, points, place)
      order by place`,
  "public.imports": (tx, [id, line]) =>
    tx`
      insert into imports (id, line)
      select id::bigint, line from unnest(${id}::text[], ${line}::text[]) as row (id, line)`,
  "public.load_markers": (tx, [id]) =>
    tx`insert into load_markers select id::bigint from unnest(${id}::text[]) as id`,
};
