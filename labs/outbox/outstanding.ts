/** What waits in an outbox whose relay, or whose consumer, keeps books of its own. */
import type { Database } from "../../harness/services/postgres/database.ts";
import type { Foreign, Outstanding } from "../../harness/contract/lab.ts";
import type { BrokerNamespace } from "../../harness/services/broker.ts";
import { opsInBroker, unhandled } from "../login_points/unhandled.ts";
import { type OpenRow, recordsOf } from "./audit.ts";

/** Commits nearer to one another than this may stand in the log in either order, in milliseconds. */
const breathMs = 100;

/**
 * A relay that marks no row (it keeps a position in a file, or reads the database's log) has to send
 * the rows that the broker does not have. One that has sent nothing yet says nothing of its records.
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
  const { ops: stored } = await opsInBroker(broker);
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
 * Of the rows without a message, those that were passed: some row with a higher id is sent, and some
 * that was committed clearly later. So it holds for a relay that goes by ids, and for one that goes
 * by the log.
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
