/** Sends outbox rows to the broker as messages, and records each send in the history. */
import { id, now, record } from "../../harness/roles/role.ts";
import { transport } from "../login_points/transport/mod.ts";
import { opsOf, type Row } from "./row.ts";

/** Long, because no caller waits for the relay. */
const sendTimeoutMs = 8_000;

export interface Shipping extends AsyncDisposable {
  /** Resolves when the broker has all rows; throws otherwise. When it throws, the broker may have some rows. */
  send(rows: readonly Row[]): Promise<void>;
}

export function openShipping(): Shipping {
  const sender = transport.openSender({ timeoutMs: sendTimeoutMs });
  const attempts = new Map<bigint, number>();
  return {
    async send(rows) {
      const ops = [...opsOf(rows)];
      announce(rows, ops, attempts);
      await sender.send(rows.map(({ messageId, messageType: type, key, payload: body }, i) => ({
        messageId,
        type,
        key,
        op: ops[i],
        body,
      })));
      for (const row of rows) attempts.delete(row.id);
    },
    [Symbol.asyncDispose]: () => sender[Symbol.asyncDispose](),
  };
}

/** Records that these rows are sent now, each with the number of its attempt. */
function announce(rows: readonly Row[], ops: readonly number[], attempts: Map<bigint, number>) {
  const at = now();
  record(rows.map((row, i) => {
    const attempt = (attempts.get(row.id) ?? 0) + 1;
    attempts.set(row.id, attempt);
    return { at, kind: "send" as const, op: ops[i], role: id, attempt };
  }));
}
