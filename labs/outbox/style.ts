import type { Style } from "../../harness/lab.ts";
import type { BrokerCorner } from "../../harness/services/broker.ts";
import type { PostgresCorner } from "../../harness/services/postgres.ts";
import { commits, effects } from "../login_points/audit.ts";
import { stored } from "../login_points/broker_audit.ts";
import { registerUsers, sourceTables, targetTables } from "../login_points/schema.ts";
import { asides, backlogOf, countsOf, marks } from "./audit.ts";
import { outstandingOf } from "./outstanding.ts";
import { notifying, positionOutbox, statusOutbox } from "./schema.ts";

interface Corners {
  readonly source: PostgresCorner;
  readonly broker: BrokerCorner;
  readonly target: PostgresCorner;
}

/** What the relay is told that decides what it keeps in the source's database. */
export interface Books {
  readonly OUTBOX?: string;
  readonly WAKE?: string;
}

export function openOutbox({ source, broker, target }: Corners, books: Books): Style {
  const isSafe = books.OUTBOX === "last-id-safe";
  const isPosition = isSafe || books.OUTBOX === "last-id";
  return {
    async prepare(keys) {
      await source.sql.script(sourceTables + tablesOf(books, isPosition));
      await registerUsers(source.sql, keys);
      await target.sql.script(targetTables);
      await broker.wire({
        groups: [broker.group],
        kind: "event",
        durable: true,
        singleActiveConsumer: true,
      });
    },

    async progress(foreign) {
      const [backlog, lag, counts] = await Promise.all([
        backlogOf(source.sql, isPosition, isSafe),
        broker.lag(broker.group),
        countsOf(source.sql, target.sql),
      ]);
      const { committed, written, applied } = counts;
      // Whether somebody else's relay marks what it sent is not known.
      const sent = foreign.has("relay") ? await broker.taken() : written - backlog;
      return { committed, applied, backlog, lag, sent };
    },

    outstanding: (foreign) => outstandingOf(source.sql, broker, target.sql, isPosition, foreign),

    async *audit(epochMs) {
      yield* commits(source.sql, epochMs);
      yield* marks(source.sql, isPosition, epochMs);
      yield* asides(source.sql, target.sql, isPosition, epochMs);
      yield* stored(broker, epochMs);
      yield* effects(target.sql, epochMs, "points");
    },
  };
}

function tablesOf({ WAKE }: Books, isPosition: boolean): string {
  if (isPosition) return positionOutbox;
  return WAKE === "notify" ? statusOutbox + notifying : statusOutbox;
}
