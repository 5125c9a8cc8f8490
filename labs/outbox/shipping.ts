/** The relay's way to the broker: rows become messages, and the history is told. */
import { id, now, record } from "../../harness/roles/role.ts";
import { transport } from "../login_points/transport/mod.ts";
import { opsOf, type Row } from "./row.ts";

/** A relay waits for its broker: nobody waits for the relay. */
const sendTimeoutMs = 8_000;

export interface Shipping extends AsyncDisposable {
  /** Resolves when the broker has all of them; throws otherwise. Some may be there even then. */
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

/** Writes down that these are handed over now, and for which time. */
function announce(rows: readonly Row[], ops: readonly number[], attempts: Map<bigint, number>) {
  const at = now();
  record(rows.map((row, i) => {
    const attempt = (attempts.get(row.id) ?? 0) + 1;
    attempts.set(row.id, attempt);
    return { at, kind: "send" as const, op: ops[i], role: id, attempt };
  }));
}
