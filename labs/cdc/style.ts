import type { Foreign, Style, Variant } from "../../harness/contract/lab.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { KeptTimes } from "../login_points/kept_times.ts";
import { sourceOn, targetOn } from "../login_points/postgres/stores.ts";
import {
  appliedChanges,
  changes,
  commitsAndTimes,
  commitsInLog,
  logEnd,
  positions,
} from "./audit.ts";
import { compareTables } from "./compare_tables.ts";
import { copiedTable, imports } from "./copied_tables.ts";
import { handsOfReader } from "./in_hand.ts";
import { Markers } from "./markers.ts";
import { outstandingIn } from "./outstanding.ts";
import { firstPosition } from "./saved_position.ts";
import { detailTables, publishedWith, readerTables } from "./schema.ts";
import { createSlot, identityOf, retainedBy, slotOf } from "./slot.ts";

export interface CdcNamespaces {
  readonly source: PostgresNamespace;
  readonly target: PostgresNamespace;
}

export const publication = "login_changes";

export function openCdc({ source, target }: CdcNamespaces, { settings }: Variant): Style {
  const [logins, grants] = [sourceOn(source), targetOn(target)];
  const slot = slotOf(source);
  const table = copiedTable(settings?.reader?.TABLE);
  const markers = new Markers(source.sql, target.sql, slot);
  const times = new KeptTimes();
  let isLoadOver = false;
  let logBegin = "0/0";
  const prepareSource = async (keys: readonly string[]) => {
    await logins.prepare(keys, detailTables + (table?.source ?? ""));
    const tables = publishedWith(table).join();
    await source.sql.script(`create publication ${publication} for table ${tables}`);
  };
  return {
    async prepare(keys) {
      await prepareSource(keys);
      logBegin = await logEnd(source.sql);
      await grants.prepare(readerTables + (table?.target ?? ""));
      // A reader that takes a snapshot creates its slot and its position itself.
      if ((settings?.reader?.SNAPSHOT ?? "none") !== "none") return;
      const consistentPoint = await createSlot(source.sql, slot);
      const identity = await identityOf(source.sql);
      await firstPosition(target.sql, { ...identity, slot, consistentPoint, lsn: consistentPoint });
    },

    env: (role): Readonly<Record<string, string>> =>
      role === "reader" ? { SLOT: slot, PUBLICATION: publication } : {},

    loadEnded() {
      isLoadOver = true;
    },

    async progress(foreign: Foreign) {
      const [committed, applied] = await Promise.all([
        logins.committed(),
        grants.applied(["points"]),
      ]);
      const open = Math.max(0, committed - applied);
      const isCaughtUp = isLoadOver && await markers.areReached(committed, foreign.has("reader"));
      const backlog = isCaughtUp ? 0 : isLoadOver ? Math.max(1, open) : open;
      return { committed, sent: applied, applied, backlog, lag: null };
    },

    retention: () => retainedBy(source.sql, slot),

    moving: {
      keep: () => times.keep(commitsAndTimes(source.sql, 0)),
      prepareAgain: () => prepareSource([]),
      finish: async () => void await createSlot(source.sql, slot),
    },

    outstanding: () => outstandingIn(source.sql, target.sql),

    inHand: (role) =>
      role === "reader" ? handsOfReader(source.sql, target.sql, slot) : Promise.resolve([]),

    async *audit(epochMs) {
      yield* times.in(commitsAndTimes(source.sql, epochMs), epochMs);
      yield* changes(source.sql);
      yield* commitsInLog(source.sql, logBegin);
      yield* positions(target.sql, epochMs);
      yield* appliedChanges(target.sql, "points");
      yield* grants.effects(epochMs, "points");
      for (const one of table === null ? [imports] : [imports, table]) {
        const difference = await compareTables(source.sql, target.sql, one);
        yield { at: null, kind: "replica", table: one.name, target: "points", ...difference };
      }
    },
  };
}
