/** What waits in an outbox whose relay, or whose consumer, keeps books of its own. */
import type { Database } from "../../harness/database.ts";
import type { Foreign, Outstanding } from "../../harness/lab.ts";
import type { BrokerCorner } from "../../harness/services/broker.ts";
import { handledLag, opsInBroker } from "../login_points/unhandled.ts";
import { recordsOf } from "./audit.ts";

/**
 * A relay that marks no row (it keeps a position in a file, or reads the database's log) has to send
 * the rows that the broker does not have. One that has sent nothing yet says nothing of its records.
 */
export async function outstandingOf(
  source: Database,
  broker: BrokerCorner,
  target: Database,
  keepsPosition: boolean,
  foreign: Foreign,
): Promise<Outstanding> {
  const stored = await opsInBroker(broker);
  const { areKept, waiting } = await recordsOf(source, keepsPosition);
  const lag = await handledLag(stored, broker, target, ["points"]);
  if (areKept || !foreign.has("relay") || stored.size === 0) {
    return { ...lag, recorded: waiting.length, unsent: 0 };
  }
  return {
    ...lag,
    recorded: 0,
    unsent: waiting.filter((op) => op === null || !stored.has(op)).length,
    how: [
      "the relay marks no row: its backlog is the rows without a message in the broker",
      ...lag.how,
    ],
  };
}
