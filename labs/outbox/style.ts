import type { Style } from "../../harness/contract/lab.ts";
import type { BrokerNamespace } from "../../harness/services/broker.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { stored } from "../login_points/broker_audit.ts";
import { handsOfConsumer } from "../login_points/in_hand.ts";
import { KeptTimes } from "../login_points/kept_times.ts";
import { sourceOn, targetOn } from "../login_points/postgres/stores.ts";
import { handsOfRelay, outstandingOf } from "./outstanding.ts";
import {
  asides,
  backlogOf,
  commitsAndStarts,
  hasMoved,
  marks,
  positions,
  rows,
  rowsIn,
} from "./audit.ts";
import { activeRelays, takeoversIn } from "./active_relays.ts";
import { monitorsOn } from "./monitors.ts";
import { notifying, positionOutbox, statusOutbox } from "./schema.ts";

interface Namespaces {
  readonly source: PostgresNamespace;
  readonly broker: BrokerNamespace;
  readonly target: PostgresNamespace;
}

/** The relay's settings that decide which tables it keeps in the source. */
export interface Books {
  readonly OUTBOX?: string;
  readonly WAKE?: string;
  readonly ACTIVE?: string;
}

export function openOutbox({ source, broker, target }: Namespaces, books: Books): Style {
  const isSafe = books.OUTBOX === "last-id-safe";
  const isPosition = isSafe || books.OUTBOX === "last-id";
  const [logins, grants] = [sourceOn(source), targetOn(target)];
  const commits = (epochMs: number) =>
    isPosition ? commitsAndStarts(source.sql, epochMs) : logins.commits(epochMs);
  const times = new KeptTimes();
  const prepareSource = (keys: readonly string[]) =>
    logins.prepare(keys, tablesOf(books, isPosition));
  return {
    async prepare(keys) {
      await prepareSource(keys);
      await grants.prepare();
      await broker.declare({
        groups: [broker.group],
        kind: "event",
        durable: true,
        singleActiveConsumer: true,
      });
    },

    async progress(foreign) {
      const [backlog, lag, written, committed, applied] = await Promise.all([
        backlogOf(source.sql, isPosition, isSafe),
        broker.lag(broker.group),
        rowsIn(source.sql),
        logins.committed(),
        grants.applied(["points"]),
      ]);
      // A foreign relay may not mark sent rows: count the messages in the broker instead.
      const sent = foreign.has("relay") ? await broker.taken() : written - backlog;
      return { committed, applied, backlog, lag, sent };
    },

    ...(!isPosition && { monitors: () => monitorsOn(source.sql) }),

    moving: {
      async keep() {
        await times.keep(marks(source.sql, isPosition, 0));
        return await times.keep(commits(0));
      },
      prepareAgain: () => prepareSource([]),
    },

    outstanding: (foreign) => outstandingOf(source.sql, broker, target.sql, isPosition, foreign),

    async inHand(role) {
      if (role === "relay") return await handsOfRelay(source.sql, broker, isPosition);
      if (role !== "points") return [];
      return await handsOfConsumer(broker, broker.group, () => grants.applied(["points"]));
    },

    async *audit(epochMs) {
      yield* times.in(commits(epochMs), epochMs);
      const isPassedOver = isPosition && await hasMoved(source.sql);
      for await (const mark of times.in(marks(source.sql, isPosition, epochMs), epochMs)) {
        if (!isPassedOver || times.has(mark)) yield mark;
      }
      yield* rows(source.sql, isPosition, epochMs);
      if (isPosition && !isSafe && !isPassedOver) yield* positions(source.sql, epochMs);
      yield* asides(source.sql, isPosition, epochMs);
      yield* grants.rejections();
      yield* grants.hazards(epochMs);
      if (books.ACTIVE === "advisory-lock") yield* takeoversIn(source.sql, epochMs);
      yield* stored(broker, epochMs);
      yield* grants.effects(epochMs, "points");
    },
  };
}

function tablesOf({ WAKE, ACTIVE }: Books, isPosition: boolean): string {
  if (isPosition) return positionOutbox;
  if (ACTIVE === "advisory-lock") return statusOutbox + activeRelays;
  return WAKE === "notify" ? statusOutbox + notifying : statusOutbox;
}
