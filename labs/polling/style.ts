import type { Style } from "../../harness/contract/lab.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { sourceOn, targetOn } from "../login_points/postgres/stores.ts";
import { asides, marks, waitingIn } from "./audit.ts";
import { deletedMessages, fenceTable, messageTable } from "./schema.ts";

interface Namespaces {
  readonly source: PostgresNamespace;
  readonly target: PostgresNamespace;
}

export function openPolling({ source, target }: Namespaces): Style {
  const [logins, grants] = [sourceOn(source), targetOn(target)];
  return {
    async prepare(keys) {
      await logins.prepare(keys, messageTable + deletedMessages);
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

    async *audit(epochMs) {
      yield* logins.commits(epochMs);
      yield* marks(source.sql, epochMs);
      yield* asides(source.sql, epochMs);
      yield* grants.rejections();
      yield* grants.effects(epochMs, "points");
    },
  };
}
