import { inHand } from "../../harness/contract/hazards.ts";
import type { Consumers, HazardCount, Style, Variant } from "../../harness/contract/lab.ts";
import { type BrokerNamespace, groupOf } from "../../harness/services/broker.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { deadLetters, stored } from "../login_points/broker_audit.ts";
import { counted, handsOfConsumer } from "../login_points/in_hand.ts";
import { sourceOn, targetOn } from "../login_points/postgres/stores.ts";
import { unhandled } from "../login_points/unhandled.ts";
import type { SourceStore, TargetStore } from "../login_points/stores.ts";
import { asides, Buried, keptIn, refusedOf, unsentIn } from "./audit.ts";
import { campaignsTable, grantKey, unsentTable } from "./schema.ts";
import { monitorsOn } from "./monitors.ts";
import { eventTopology, type Messaging } from "./variants.ts";

interface Namespaces {
  readonly source: PostgresNamespace;
  readonly broker: BrokerNamespace;
  readonly target: PostgresNamespace;
}

/** @param replays a consumer that joins later also gets the messages sent before */
export function openMessaging(
  { source, broker, target }: Namespaces,
  variant: Messaging,
  replays: boolean,
): Style {
  const { targets = ["points"], topology } = variant;
  const joined: string[] = [];
  const subscribers = () => [...targets, ...joined];
  const groupsOf = (names: readonly string[]) => names.map((name) => groupOf(broker.topic, name));
  const buried = new Buried(broker);
  const [logins, grants] = [sourceOn(source), targetOn(target)];
  const countsFor = async (names: readonly string[]) => {
    const [committed, waiting, applied] = await Promise.all([
      logins.committed(),
      unsentIn(source.sql),
      grants.applied(names),
    ]);
    return { committed, waiting, applied };
  };
  return {
    async prepare(keys) {
      await logins.prepare(keys, unsentTable);
      const key = consumerOf(variant).DEDUP === "idempotent-effect" ? grantKey : "";
      await grants.prepare(campaignsTable + key);
      await broker.declare({ groups: groupsOf(targets), ...topology });
    },

    async progress() {
      const [counts, ...lags] = await Promise.all([
        countsFor(targets),
        ...groupsOf(subscribers()).map((group) => broker.lag(group)),
      ]);
      const { committed, waiting, applied } = counts;
      const lag = lags.reduce((sum, lag) => sum === null || lag === null ? null : sum + lag, 0);
      return { committed, applied, backlog: waiting, lag, sent: committed - waiting };
    },

    async outstanding() {
      const names = subscribers();
      const waiting = await unsentIn(source.sql);
      const left = await unhandled(broker, target.sql, names);
      return { ...left, waiting: left.waiting + waiting };
    },

    inHand: (role) => handsOf({ source, broker, logins, grants }, role),
    monitors: () => monitorsOn(source.sql, target.sql, consumerOf(variant)),

    async *audit(epochMs) {
      yield* logins.commits(epochMs);
      yield* asides(source.sql, target.sql, epochMs);
      yield* grants.rejections();
      yield* grants.hazards(epochMs);
      yield* stored(broker, epochMs);
      yield* deadLetters(broker, epochMs);
      for (const name of subscribers()) yield* grants.effects(epochMs, name);
    },

    lateSubscribers: {
      async admit(role) {
        await broker.declare({ groups: groupsOf([role]), ...eventTopology });
        joined.push(role);
        return replays ? "start" : "now";
      },
    },

    deadLetters: { redrive: () => broker.redrive(broker.group) },

    consumers: openConsumers(target, buried, consumerOf(variant)),
  };
}

interface Systems {
  readonly source: PostgresNamespace;
  readonly broker: BrokerNamespace;
  readonly logins: SourceStore;
  readonly grants: TargetStore;
}

/** Of the login: what is committed, and whose message is neither sent nor kept for later. */
async function handsOf(
  { source, broker, logins, grants }: Systems,
  role: string,
): Promise<HazardCount[]> {
  if (role !== "login") {
    const group = groupOf(broker.topic, role);
    return await handsOfConsumer(broker, group, () => grants.applied([role]));
  }
  // In this order, logins that come meanwhile make the count lower.
  const committed = await logins.committed();
  const kept = await keptIn(source.sql);
  return [counted(inHand, committed - kept - await broker.taken())];
}

/** Messages that consumers cannot handle: each names a campaign that they do not know. */
function openConsumers(
  { sql }: PostgresNamespace,
  buried: Buried,
  { CONSUMER = "" }: Readonly<Record<string, string>>,
): Consumers {
  return {
    unknown: (random) => ({ campaign: `unknown-${Math.floor(random() * 1e9)}` }),
    async refused(ops) {
      const gives = ["dead-letter", "swallow-poison"].includes(CONSUMER);
      const refused = await refusedOf(sql, ops, gives);
      // A consumer that never gives up stops at the first message that it cannot handle.
      if (!gives) return { count: refused, isAll: refused > 0 };
      const buries = CONSUMER === "dead-letter" && refused > 0;
      const count = buries ? await buried.count(ops) : refused;
      return { count, isAll: count === ops.length };
    },
    async repair({ campaign }) {
      await sql`insert into campaigns values (${campaign}) on conflict do nothing`;
    },
  };
}

/** The settings of the points role. */
const consumerOf = ({ settings }: Variant): Readonly<Record<string, string>> =>
  settings?.points ?? {};
