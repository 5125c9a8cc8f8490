/** Writes the changes of the log into the target: some rows in one statement, in their order. */
import { type Query, raw } from "../../harness/roles/role.ts";
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

/** The effect of each login, and a copy of its details. */
export class Grants implements Applier {
  #logins: Row[] = [];
  #details: Row[] = [];
  #markers: Row[] = [];
  readonly ops = new Set<number>();
  count = 0;

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

  async flush(tx: Query): Promise<void> {
    const [logins, details, markers] = [this.#logins, this.#details, this.#markers];
    [this.#logins, this.#details, this.#markers] = [[], [], []];
    this.ops.clear();
    this.count = 0;
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
