import { faultsFor } from "../../harness/faults/mod.ts";
import type { HistoryEvent } from "../../harness/history/event.ts";
import { defineLab, type Lab } from "../../harness/lab.ts";
import { postgres, type PostgresCorner } from "../../harness/services/postgres.ts";
import { commits, effects } from "../login_points/audit.ts";
import { deadLetters, stored } from "../login_points/broker_audit.ts";
import { registerUsers, sourceTables, targetTables } from "../login_points/schema.ts";
import type { BrokerCorner } from "../../harness/services/broker.ts";
import { asides, countsOf } from "./audit.ts";
import { brokers, type BrokerTraits } from "./brokers.ts";
import { campaignsTable, grantKey, unsentTable } from "./schema.ts";
import { variantsOn } from "./variants.ts";

interface Corners {
  readonly source: PostgresCorner;
  readonly broker: BrokerCorner;
  readonly target: PostgresCorner;
}

const program = import.meta.resolve("./points.ts");
const consumer = (summary: string) => ({
  summary,
  program,
  part: "consumer",
  spare: 1,
  links: ["broker", "target"],
});

const frame = (broker: BrokerTraits) => ({
  name: "messaging",
  summary: "The message is sent to a broker after the commit; consumers recognise copies.",
  broker: broker.name,
  services: { source: postgres, broker: broker.service, target: postgres },
  entry: "login",
  roles: {
    login: {
      summary: "takes logins over HTTP, commits, sends the message, answers",
      program: import.meta.resolve("./login.ts"),
      links: ["source", "broker"],
      listens: true,
    },
    points: consumer("consumes LoggedIn and grants points"),
  },
  faultPoints: {
    login: ["before-rollback", "before-commit", "after-commit", "before-send", "after-send"],
    points: [
      "after-deliver",
      "after-effect-before-record",
      "after-effect-before-ack",
      "after-ack-before-work",
      "after-ack",
    ],
  },
  targets: ["points"],
  minimumOperations: 20,
});

function messagingOn(broker: BrokerTraits): Lab {
  const parts = frame(broker);
  const fitting = faultsFor({ ...parts, variants: {} } as unknown as Lab);
  const variants = variantsOn({ broker, fits: (fault) => fitting.includes(fault) });
  const lab = defineLab({
    ...parts,
    variants,

    async prepare({ source, broker, target }: Corners, variant, keys) {
      await source.sql.script(sourceTables + unsentTable);
      await registerUsers(source.sql, keys);
      const key = variants[variant].settings?.points.DEDUP === "idempotent-effect" ? grantKey : "";
      await target.sql.script(targetTables + campaignsTable + key);
      await broker.wire({
        groups: groupsOf(broker, variant),
        kind: "event",
        durable: true,
        singleActiveConsumer: true,
      });
    },

    async progress({ source, broker, target }: Corners, variant) {
      const groups = groupsOf(broker, variant);
      const [counts, ...lags] = await Promise.all([
        countsOf(source.sql, target.sql, "points"),
        ...groups.map((group) => broker.lag(group)),
      ]);
      const { committed, waiting, applied } = counts;
      const lag = lags.reduce((sum, lag) => sum === null || lag === null ? null : sum + lag, 0);
      return { committed, applied, backlog: waiting, lag, sent: committed - waiting };
    },

    async *audit({ source, broker, target }: Corners, _variant, epochMs): AsyncGenerator<
      HistoryEvent
    > {
      yield* commits(source.sql, epochMs);
      yield* asides(source.sql, target.sql, epochMs);
      yield* stored(broker, epochMs);
      yield* deadLetters(broker, epochMs);
      yield* effects(target.sql, epochMs, "points");
    },
  });
  return lab as unknown as Lab;
}

const groupsOf = ({ topic }: BrokerCorner, _variant: string): string[] => [`${topic}.points`];

const editions: readonly Lab[] = brokers.map(messagingOn);
export const messaging: Lab = { ...editions[0], editions };
