/** Writes the changes of the log into the target: some rows in one statement, in their order. */
import { type Query, raw } from "../../harness/roles/role.ts";
import type { Change, Row } from "./log/message.ts";

/** Changes that wait to be written. */
export class Applier {
  #logins: Row[] = [];
  #details: Row[] = [];
  #markers: Row[] = [];
  /** Operations of the changes that wait. */
  readonly ops = new Set<number>();
  /** How many changes wait. */
  count = 0;

  /** @throws Error where it is no insert into a table that the target copies */
  add(change: Change): void {
    if (change.kind !== "insert") {
      throw new Error(`The log has a ${change.kind}; this reader copies inserts alone`);
    }
    const { relation: { name }, row } = change;
    const rows = this.#rowsOf(name);
    rows.push(row);
    this.count++;
    if (typeof row.op === "string") this.ops.add(Number(row.op));
  }

  #rowsOf(name: string): Row[] {
    if (name === "public.logins") return this.#logins;
    if (name === "public.login_details") return this.#details;
    if (name === "public.load_markers") return this.#markers;
    throw new Error(`The log has a change of '${name}', which this reader does not know`);
  }

  /** Writes all that waits. */
  async flush(tx: Query): Promise<void> {
    const [logins, details, markers] = [this.#logins, this.#details, this.#markers];
    this.clear();
    if (details.length > 0) {
      await tx`
        insert into login_details (op, i, detail)
        select * from unnest(${column(details, "op")}::bigint[], ${column(details, "i")}::int[],
          ${column(details, "detail")}::text[])`;
    }
    if (logins.length > 0) await grantAll(tx, logins);
    if (markers.length > 0) {
      await tx`insert into load_markers select unnest(${column(markers, "id")}::bigint[])`;
    }
  }

  /** Forgets all that waits. */
  clear(): void {
    this.#logins = [];
    this.#details = [];
    this.#markers = [];
    this.ops.clear();
    this.count = 0;
  }
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
