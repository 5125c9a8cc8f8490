/** Writes the changes of the log into the target: some rows in one statement, in their order. */
import { halt, type Query, raw } from "../../harness/roles/role.ts";
import type { Change, Row } from "./log/message.ts";

/** Changes that wait to be written into the target. */
export interface Applier {
  /** Operations of the changes that wait. */
  readonly ops: ReadonlySet<number>;
  /** How many changes wait. */
  readonly count: number;
  /** @throws Error where the target does not copy such a change */
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

/** The effect of each login, and copies of the rows beside it. */
export class Grants implements Applier {
  #rows = emptied();
  readonly ops = new Set<number>();
  count = 0;

  add(change: Change): void {
    if (change.kind !== "insert") {
      throw new Error(`The log has a ${change.kind}; this reader copies inserts alone`);
    }
    const { relation: { name }, row } = change;
    if (!Object.hasOwn(copied, name)) {
      throw new Error(`The log has a change of '${name}', which this reader does not know`);
    }
    mustHaveColumns(row, name as Copied);
    this.#rows[name as Copied].push(row);
    this.count++;
    if (typeof row.op === "string") this.ops.add(Number(row.op));
  }

  async flush(tx: Query): Promise<void> {
    const rows = this.#rows;
    this.#rows = emptied();
    this.ops.clear();
    this.count = 0;
    const details = rows["public.login_details"];
    if (details.length > 0) {
      await tx`
        insert into login_details (op, i, detail, origin)
        select * from unnest(${column(details, "op")}::bigint[], ${column(details, "i")}::int[],
          ${column(details, "detail")}::text[], ${column(details, "origin")}::text[])`;
    }
    if (rows["public.logins"].length > 0) await grantAll(tx, rows["public.logins"]);
    const imports = rows["public.imports"];
    if (imports.length > 0) {
      await tx`
        insert into imports (id, line)
        select * from unnest(${column(imports, "id")}::bigint[], ${
        column(imports, "line")
      }::text[])`;
    }
    const markers = rows["public.load_markers"];
    if (markers.length > 0) {
      await tx`insert into load_markers select unnest(${column(markers, "id")}::bigint[])`;
    }
  }
}

const emptied = (): Record<Copied, Row[]> => ({
  "public.login_details": [],
  "public.logins": [],
  "public.imports": [],
  "public.load_markers": [],
});

/** The log names columns as they were called when the row was written. Halts where one is gone. */
function mustHaveColumns(row: Row, table: Copied): void {
  const missing = copied[table].find((name) => !(name in row));
  if (missing === undefined) return;
  halt(
    `Column '${missing}' of '${table}' is gone from the log: it was renamed or dropped; teach the ` +
      "reader the new name, then start it again: it goes on with this very row",
  );
}

const column = (rows: readonly Row[], name: string) => rows.map((row) => row[name]);

/** The log has no message ids: they are made from the operation, the same each time. */
const messageId = raw("md5('login ' || op)::uuid");

/** The effect of a login. Rows of `unnest` come in their order, so the logins of a user do too. */
async function grantAll(tx: Query, logins: readonly Row[]): Promise<void> {
  await tx`
    insert into grants (message_id, op, user_id, seq, points)
    select ${messageId}, op, user_id, seq, points
    from unnest(${column(logins, "op")}::bigint[], ${column(logins, "user_id")}::text[],
      ${column(logins, "seq")}::int[], ${column(logins, "points")}::int[])
      with ordinality as login (op, user_id, seq, points, place)
    order by place`;
}
