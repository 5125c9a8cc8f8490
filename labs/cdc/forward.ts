/**
 * Sends each login of the log to a broker. The position is saved after the broker's confirm. After a
 * crash between the two the reader sends again, and consumers recognise the copies.
 */
import { createHash } from "node:crypto";
import { id, now, type Query, record } from "../../harness/roles/role.ts";
import type { LoggedIn } from "../login_points/message.ts";
import { transport } from "../login_points/transport/mod.ts";
import type { Outgoing } from "../login_points/transport/transport.ts";
import type { Applier } from "./apply.ts";
import type { Change, Row } from "./log/message.ts";

/** Long, because no caller waits for the reader. */
const timeoutMs = 8_000;

export class Forward implements Applier {
  readonly ops = new Set<number>();
  count = 0;
  #sender = transport.openSender({ timeoutMs });
  #logins: Outgoing[] = [];
  #markers: string[] = [];

  add(change: Change): void {
    if (change.kind !== "insert") {
      throw new Error(`The log has a ${change.kind}; this reader sends inserts alone`);
    }
    const { relation: { name }, row } = change;
    this.count++;
    if (typeof row.op === "string") this.ops.add(Number(row.op));
    if (name === "public.logins") this.#logins.push(outgoing(row));
    if (name === "public.load_markers") this.#markers.push(String(row.id));
  }

  async flush(tx: Query): Promise<void> {
    const [logins, markers] = [this.#logins, this.#markers];
    [this.#logins, this.#markers] = [[], []];
    this.ops.clear();
    this.count = 0;
    const at = now();
    record(logins.map(({ op }) => ({ at, kind: "send", op, role: id, attempt: 1 })));
    if (logins.length > 0) await this.#sender.send(logins);
    if (markers.length > 0) {
      await tx`insert into load_markers select unnest(${markers}::bigint[])`;
    }
  }
}

/** A row of the log as the message that consumers know. Its id follows from the operation alone. */
function outgoing(row: Row): Outgoing {
  const op = Number(row.op);
  const message: LoggedIn = {
    messageId: idOf(op),
    type: "LoggedIn",
    op,
    user: String(row.user_id),
    seq: Number(row.seq),
    points: Number(row.points),
  };
  const { messageId, type, user: key } = message;
  return { messageId, type, key, op, body: JSON.stringify(message) };
}

/** A UUID (version 8) made of a digest: the same each time that the login is read. */
function idOf(op: number): string {
  const hex = createHash("sha256").update(`login ${op}`).digest("hex");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-8$3-8$4-$5");
}
