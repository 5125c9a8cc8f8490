/** Broken twins that commit each change alone: a transaction of the source arrives in pieces. */
import { type Database, id, now, point, record, stopping } from "../../harness/roles/role.ts";
import type { Applier } from "./apply.ts";
import type { Delivery } from "./delivery_contract.ts";
import type { Log } from "./log/log.ts";
import type { Lsn } from "./log/lsn.ts";
import type { Change, Commit } from "./log/message.ts";
import { savePosition } from "./saved_position.ts";

export interface ByChangeOptions {
  readonly log: Log;
  readonly target: Database;
  readonly applier: Applier;
  /**
   * Saves a position with each change. All changes of a transaction have the position of its commit.
   * So a reader that resumes from this position skips the rest of the transaction.
   */
  readonly resumes: boolean;
}

export function byChange({ log, target, applier, resumes }: ByChangeOptions): Delivery {
  /** The position that the reader goes on from, and the last position that it saved. */
  let [from, saved]: [Lsn, Lsn] = [0n, 0n];
  /** The position of the open transaction's commit. */
  let at: Lsn = 0n;
  /** Operations of the last applied change; empty before the first change of a transaction. */
  let begun: number[] = [];
  const apply = async (change: Change) => {
    if (begun.length > 0) await point("after-change", { ops: begun, position: at });
    applier.add(change);
    const ops = [...applier.ops];
    record(ops.map((op) => ({ at: now(), kind: "deliver", op, role: id })));
    await target.begin(async (tx) => {
      await applier.flush(tx);
      if (resumes) await savePosition(tx, { from: saved, to: at });
    });
    if (resumes) saved = at;
    begun = ops;
  };
  const end = async ({ endLsn }: Commit) => {
    begun = [];
    if (!resumes) {
      await savePosition(target, { from: saved, to: endLsn });
      saved = endLsn;
    }
    log.acknowledge(endLsn);
    await point("after-ack", { ops: [], position: endLsn });
  };
  return {
    goOnFrom(position) {
      from = saved = position?.lsn ?? 0n;
    },
    async turn() {
      const message = await log.messages.next(200, stopping);
      if (message === undefined) return;
      if (message.kind === "begin") at = message.commitLsn;
      else if (message.kind === "commit") await end(message);
      else if (message.kind === "keepalive") log.answer();
      else if (!resumes || at > from) await apply(message);
    },
  };
}
