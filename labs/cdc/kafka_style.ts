import type { Style, Variant } from "../../harness/contract/lab.ts";
import { type BrokerNamespace, groupOf } from "../../harness/services/broker.ts";
import { stored } from "../login_points/broker_audit.ts";
import { handsOfConsumer } from "../login_points/in_hand.ts";
import { targetOn } from "../login_points/postgres/stores.ts";
import { unhandled } from "../login_points/unhandled.ts";
import { commitsAndTimes } from "./audit.ts";
import { type CdcNamespaces, openCdc } from "./style.ts";

interface Namespaces extends CdcNamespaces {
  readonly broker: BrokerNamespace;
}

const targets = ["points", "legacy"];

/** The reader sends to the broker; the rest is as in the edition without a broker. */
export function openThroughKafka({ broker, ...databases }: Namespaces, variant: Variant): Style {
  const { source, target } = databases;
  const direct = openCdc(databases, variant);
  const grants = targetOn(target);
  const groups = targets.map((name) => groupOf(broker.topic, name));
  return {
    ...direct,

    async prepare(keys) {
      await direct.prepare(keys);
      await broker.declare({ groups, kind: "event", durable: true, singleActiveConsumer: true });
    },

    async progress(foreign) {
      const [before, applied, sent, ...lags] = await Promise.all([
        direct.progress(foreign),
        grants.applied(targets),
        broker.taken(),
        ...groups.map((group) => broker.lag(group)),
      ]);
      const lag = lags.reduce((sum, lag) => sum === null || lag === null ? null : sum + lag, 0);
      return { ...before, applied, sent, lag };
    },

    outstanding: () => unhandled(broker, target.sql, targets),

    async inHand(role) {
      if (!targets.includes(role)) return await direct.inHand!(role);
      const group = groupOf(broker.topic, role);
      return await handsOfConsumer(broker, group, () => grants.applied([role]));
    },

    async *audit(epochMs) {
      yield* commitsAndTimes(source.sql, epochMs);
      yield* grants.rejections();
      yield* grants.hazards(epochMs);
      yield* stored(broker, epochMs);
      for (const name of targets) yield* grants.effects(epochMs, name);
    },
  };
}
