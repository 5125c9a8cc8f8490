/** Role `worker`: B reads A's message table, applies, and marks. Each broken twin stands beside its sound variant. */
import {
  amount,
  choice,
  id,
  idle,
  leave,
  now,
  openDatabase,
  openRole,
  point,
  ready,
  record,
  setting,
  stopping,
} from "../../harness/roles/role.ts";
import { openApply, Stale } from "./apply.ts";
import { type Claim, openInbox } from "./inbox.ts";
import { openLeases, owner } from "./lease.ts";
import { openRetention } from "./retention.ts";
import { opsOf, readMessage, type Row, Unprocessable } from "./row.ts";

openRole();
const batchRows = amount("BATCH_ROWS", 50);
const pollMs = amount("POLL_MS", 50);

const source = openDatabase({ url: setting("SOURCE_URL"), max: 3 });
const target = openDatabase({ url: setting("TARGET_URL"), max: 2 });
const inbox = openInbox(source);
const leases = openLeases(source);
const apply = openApply(target);

/** Broken twin without backoff: retries a failed row at once, and the rows behind it wait. */
const isHeadOfLine = choice("RETRY", { "backoff": false, "none": true }, "backoff");

const claims = { "none": inOrder, "lease": byLease, "owner": byOwner, "delete": afterDelete };
const turn = choice("CLAIM", claims, "none");

using _retention = openRetention(source);
ready();
while (!stopping.aborted) {
  try {
    if (!await turn()) await idle(pollMs);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    await idle(pollMs);
  }
}
await leave(target, source);

/** One reader: handles rows in their order. Returns false where nothing moved. */
async function inOrder(): Promise<boolean> {
  await point("before-read", { ops: [] });
  const rows = await inbox.read(batchRows, null);
  return await work(rows, () => Promise.resolve(null));
}

/** Several readers: each holds its keys for a limited time, and extends the time by heartbeats. */
async function byLease(): Promise<boolean> {
  await point("before-read", { ops: [] });
  const claimed = await leases.claim();
  if (claimed.length === 0) return false;
  const rows = await inbox.read(batchRows, claimed.map(({ key }) => key));
  if (rows.length > 0) await point("after-claim", { ops: opsOf(rows), position: rows[0].id });
  let current: readonly Claim[] = claimed;
  const claimOf = async (row: Row) => {
    current = await leases.heartbeat(current, row);
    const claim = current.find(({ key }) => key === row.key);
    if (claim === undefined) throw new Stale(`the lease of ${row.key} ended`);
    return claim;
  };
  const moved = await work(rows, claimOf);
  await leases.release(current);
  return moved;
}

/** Broken twin: rows belong to a name for ever. The rows of a dead process are never released. */
async function byOwner(): Promise<boolean> {
  await point("before-read", { ops: [] });
  const rows = await inbox.own(batchRows, `${owner} ${Deno.pid}`);
  if (rows.length > 0) await point("after-claim", { ops: opsOf(rows), position: rows[0].id });
  return await work(rows, () => Promise.resolve(null));
}

/** Broken twin: deletes the row before its work is done. */
async function afterDelete(): Promise<boolean> {
  await point("before-read", { ops: [] });
  const rows = await inbox.take(batchRows);
  if (rows.length === 0) return false;
  await point("after-delete-before-work", { ops: opsOf(rows), position: rows[0].id });
  return await work(rows, () => Promise.resolve(null));
}

/** A row that cannot be handled holds up only the rows of its own key. */
async function work(
  rows: readonly Row[],
  claimOf: (row: Row) => Promise<Claim | null>,
): Promise<boolean> {
  const blocked = new Set<string>();
  let moved = false;
  for (const row of rows) {
    if (blocked.has(row.key)) continue;
    try {
      await workOn(row, await claimOf(row));
      moved = true;
    } catch (error) {
      if (!(error instanceof Unprocessable || error instanceof Stale)) throw error;
      blocked.add(row.key);
      if (error instanceof Unprocessable) await inbox.failed(row, error.message);
      if (isHeadOfLine) return false;
    }
  }
  return moved;
}

async function workOn(row: Row, claim: Claim | null): Promise<void> {
  const message = readMessage(row);
  record([{ at: now(), kind: "deliver", op: message.op, role: id }]);
  const about = { ops: [message.op], position: row.id };
  await point("before-apply", about);
  await apply(message, claim, row.id);
  await point("after-apply", about);
  await inbox.done(row, claim);
  await point("after-mark", about);
}
