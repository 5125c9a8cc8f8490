import type { Consumers, Style, Variant } from "../../harness/contract/lab.ts";
import { type BrokerNamespace, groupOf } from "../../harness/services/broker.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { deadLetters, stored } from "../login_points/broker_audit.ts";
import { sourceOn, targetOn } from "../login_points/postgres/stores.ts";
import { unhandled } from "../login_points/unhandled.ts";
import { asides, Buried, refusedOf, unsentIn } from "./audit.ts";
import { campaignsTable, grantKey, unsentTable } from "./schema.ts";
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

    async *audit(epochMs) {
      yield* logins.commits(epochMs);
      yield* asides(source.sql, target.sql, epochMs);
      yield* grants.rejections();
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
