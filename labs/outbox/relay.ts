/** Role `relay`: reads the outbox in order, sends, marks. Each broken twin is beside its sound variant. */
import {
  amount,
  choice,
  idle,
  leave,
  openDatabase,
  openRole,
  point,
  raw,
  ready,
  setting,
  stopping,
} from "../../harness/roles/role.ts";
import { Refused } from "../login_points/transport/transport.ts";
import { lastIdOutbox } from "./last_id.ts";
import { lastIdSafeOutbox } from "./last_id_safe.ts";
import { opsOf, type Outbox, type Row, rowColumns } from "./row.ts";
import { statusOutbox } from "./status.ts";
import { openShipping } from "./shipping.ts";
import { onNotice, onPoll, soleRelay } from "./turns.ts";

openRole();
const batchRows = amount("BATCH_ROWS", 500);
const pollMs = amount("POLL_MS", 50);

const outboxes = {
  "status": statusOutbox,
  "last-id-safe": lastIdSafeOutbox,
  "last-id": lastIdOutbox,
};
const sql = openDatabase({ url: setting("SOURCE_URL"), max: 2 });
const outbox = choice("OUTBOX", outboxes, "status")(sql);
const shipping = openShipping();
const active = choice("ACTIVE", { "always": () => null, "advisory-lock": soleRelay }, "always")();
const wait = choice("WAKE", { "poll": onPoll, "notify": onNotice }, "poll")(sql, pollMs);

const deliveries = {
  "send-then-mark": () => batch(sendThenMark),
  "mark-then-send": () => batch(markThenSend),
  "send-unawaited": () => batch(sendUnawaited),
  "skip-on-failure": () => batch(skipOnFailure),
  "spin-on-poison": () => batch(spinOnPoison),
  "skip-locked": skipLocked,
};
const deliver = choice("DELIVERY", deliveries, "send-then-mark");

ready();
while (!stopping.aborted) {
  try {
    if (active !== null && !await active.isMine()) await idle(pollMs);
    else if (!await deliver()) await wait();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    await idle(pollMs);
  }
}
await leave(shipping, active, sql);

/** Reads and sends one batch. Returns false where nothing moved. */
async function batch(send: (rows: readonly Row[]) => Promise<boolean>): Promise<boolean> {
  await point("before-read", { ops: [] });
  const rows = await outbox.read(batchRows);
  if (rows.length === 0) return false;
  await point("after-read", { ops: opsOf(rows) });
  return await send(rows);
}

/** Sound: the send is awaited, and only rows that the broker has are marked. */
async function sendThenMark(rows: readonly Row[], refuse = outbox.refuse): Promise<boolean> {
  const sent = await sendInOrder(rows, refuse);
  if (sent.length === 0) return false;
  await point("after-send-before-mark", { ops: opsOf(sent) });
  await outbox.mark(sent);
  await marked(sent);
  return true;
}

/** Broken twin: marks first. A crash between mark and send loses the batch. */
async function markThenSend(rows: readonly Row[]): Promise<boolean> {
  await outbox.mark(rows);
  await marked(rows);
  return (await sendInOrder(rows)).length > 0;
}

/** Broken twin: does not await `send`, and marks the row although the broker may not have it. */
async function sendUnawaited(rows: readonly Row[]): Promise<boolean> {
  shipping.send(rows).catch((error) => console.error(error.message));
  await outbox.mark(rows);
  await marked(rows);
  return true;
}

function marked(rows: readonly Row[]): Promise<void> {
  return point("after-mark", { ops: opsOf(rows), position: rows[rows.length - 1].id });
}

/** Sends the batch. Returns the rows that the broker has. The rows behind a row that fails must wait. */
async function sendInOrder(rows: readonly Row[], refuse = outbox.refuse): Promise<Row[]> {
  try {
    await point("before-send", { ops: opsOf(rows) });
    await shipping.send(rows);
    return [...rows];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return await sendOneByOne(rows, refuse);
  }
}

/** One message of the batch is poison: finds it, and sets it aside after its last try. */
async function sendOneByOne(rows: readonly Row[], refuse: Outbox["refuse"]): Promise<Row[]> {
  const sent: Row[] = [];
  for (const row of rows) {
    try {
      await shipping.send([row]);
      sent.push(row);
    } catch (error) {
      if (!(error instanceof Refused) || !await refuse(row, error.message)) break;
    }
  }
  return sent;
}

/** Broken twin: tries for ever. The row is never set aside, and all rows behind it wait for it. */
function spinOnPoison(rows: readonly Row[]): Promise<boolean> {
  return sendThenMark(rows, () => Promise.resolve(false));
}

/** Broken twin: leaves a failed row for later while the next row of the same user is sent. */
async function skipOnFailure(rows: readonly Row[]): Promise<boolean> {
  for (const row of rows) {
    try {
      await point("before-send", { ops: opsOf([row]) });
      await shipping.send([row]);
      await outbox.mark([row]);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  }
  return true;
}

/** Broken twin: several relays share the rows with SKIP LOCKED, even the rows of one user. */
async function skipLocked(): Promise<boolean> {
  let rows: readonly Row[] = [];
  await sql.begin(async (tx) => {
    await point("before-read", { ops: [] });
    rows = await tx<Row[]>`
      select ${raw(rowColumns)} from outbox
      where status = 'WAITING' order by id limit 10 for update skip locked`;
    if (rows.length === 0) return;
    await point("after-read", { ops: opsOf(rows) });
    await shipping.send(rows);
    await statusOutbox(tx).mark(rows);
  });
  if (rows.length > 0) await marked(rows);
  return rows.length > 0;
}
