import { inHand, unacknowledgedEffect } from "../../harness/contract/hazards.ts";
import type { Style } from "../../harness/contract/lab.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { counted } from "../login_points/in_hand.ts";
import { sourceOn, targetOn } from "../login_points/postgres/stores.ts";
import { asides, claimedIn, finishedIn, marks, rows, waitingIn } from "./audit.ts";
import { monitorsOn } from "./monitors.ts";
import { expiredLeases, leasesExpired } from "./expired_leases.ts";
import { deletedMessages, fenceTable, messageTable } from "./schema.ts";

interface Namespaces {
  readonly source: PostgresNamespace;
  readonly target: PostgresNamespace;
}

export function openPolling({ source, target }: Namespaces): Style {
  const [logins, grants] = [sourceOn(source), targetOn(target)];
  return {
    async prepare(keys) {
      await logins.prepare(keys, messageTable + deletedMessages + expiredLeases);
      await grants.prepare(fenceTable);
    },

    async progress() {
      const [committed, { backlog, due }, applied] = await Promise.all([
        logins.committed(),
        waitingIn(source.sql),
        grants.applied(["points"]),
      ]);
      return { committed, sent: committed - backlog, applied, backlog, due, lag: null };
    },

    async inHand(role) {
      if (role !== "worker") return [];
      const unmarked = await grants.applied(["points"]) - await finishedIn(source.sql);
      return [
        counted(unacknowledgedEffect, unmarked),
        { hazard: inHand, count: await claimedIn(source.sql) },
      ];
    },
    monitors: () => monitorsOn(source.sql),

    async *audit(epochMs) {
      yield* logins.commits(epochMs);
      yield* marks(source.sql, epochMs);
      yield* rows(source.sql, epochMs);
      yield* asides(source.sql, epochMs);
      yield* grants.rejections();
      yield* grants.hazards(epochMs);
      yield* leasesExpired(source.sql, epochMs);
      yield* grants.effects(epochMs, "points");
    },
  };
}
