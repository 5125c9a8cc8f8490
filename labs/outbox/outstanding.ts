/** Counts the waiting rows of an outbox when a foreign relay or consumer keeps its own records. */
import type { Database } from "../../harness/services/postgres/database.ts";
import { unrecordedSend } from "../../harness/contract/hazards.ts";
import type { Foreign, HazardCount, Outstanding } from "../../harness/contract/lab.ts";
import type { BrokerNamespace } from "../../harness/services/broker.ts";
import { opsOf, unhandled } from "../login_points/unhandled.ts";
import { type OpenRow, recordsOf } from "./audit.ts";

/** In milliseconds. If two commits are closer than this, the database's log may have them in either order. */
const breathMs = 100;

/**
 * The backlog of a relay that marks no row (it keeps a position in a file, or reads the database's
 * log) is the rows that the broker does not have. A relay that has sent nothing yet does not show
 * whether it marks rows.
 */
export async function outstandingOf(
  source: Database,
  broker: BrokerNamespace,
  target: Database,
  keepsPosition: boolean,
  foreign: Foreign,
): Promise<Outstanding> {
  const left = await unhandled(broker, target, ["points"]);
  const { areKept, waiting } = await recordsOf(source, keepsPosition);
  const { ops: stored } = await opsOf(broker.messages());
  if (areKept || !foreign.has("relay") || stored.size === 0) {
    return { ...left, waiting: left.waiting + waiting.length };
  }
  const { unsent, passed } = sort(waiting, stored);
  return {
    ...left,
    waiting: left.waiting + unsent - passed,
    passed: left.passed + passed,
    how: [
      "the relay marks no row: its backlog is the rows without a message in the broker",
      ...left.how,
    ],
  };
}

/**
 * Counts rows without a message, and how many of them were passed. A row is passed if a row with a
 * higher id was sent, and a row that was committed clearly later was sent. With both conditions the
 * count is right for a relay that follows ids and for a relay that follows the log.
 */
function sort(rows: readonly OpenRow[], stored: ReadonlySet<number>) {
  const isSent = ({ op }: OpenRow) => op !== null && stored.has(op);
  const sent = rows.filter(isSent);
  const newestMs = sent.reduce((ms, row) => Math.max(ms, row.committedMs ?? ms), -Infinity);
  const highest = sent.reduce((most, { id }) => id > most ? id : most, -1n);
  const unsent = rows.filter((row) => !isSent(row));
  const passed = unsent.filter(({ id, committedMs }) =>
    id < highest && committedMs !== null && committedMs < newestMs - breathMs
  );
  return { unsent: unsent.length, passed: passed.length };
}

/** What a relay has in hand at its end: rows that the broker has and that are not marked. */
export async function handsOfRelay(
  source: Database,
  broker: BrokerNamespace,
  keepsPosition: boolean,
): Promise<HazardCount[]> {
  const { waiting } = await recordsOf(source, keepsPosition);
  const { ops } = await opsOf(broker.look());
  const sent = waiting.filter(({ op }) => op !== null && ops.has(op));
  return [{ hazard: unrecordedSend, count: sent.length }];
}
