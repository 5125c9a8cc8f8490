import { noSilentGap } from "../../harness/check/no-silent-gap.ts";
import { promise } from "../../harness/contract/promise.ts";
import { strike } from "../../harness/contract/worst_case.ts";
import { kill } from "../../harness/faults/kill.ts";
import type { Promised, Variant } from "../../harness/contract/lab.ts";
import type { BrokerTraits } from "../login_points/brokers.ts";
import { allFive, progresses } from "../login_points/promises.ts";
import { haltsUnder } from "./variants.ts";

/**
 * In milliseconds: the time that a broker needs (15 s), and the reader's wait until the session of the
 * previous reader has ended.
 */
const standstillMs = 20_000;

export function kafkaVariantsOn(broker: BrokerTraits): Readonly<Record<string, Variant>> {
  const promises: readonly Promised[] = [
    ...allFive(broker.reorders),
    progresses(standstillMs),
    promise(noSilentGap),
  ];
  const name = { BROKER: broker.name };
  return {
    "through-kafka": {
      summary: "sends the log to Kafka, saves the position after the confirm; two targets consume",
      promises,
      haltsUnder,
      worstCase: { crash: ["reader:before-commit@3"], chaos: [strike(kill, "broker")] },
      settings: {
        reader: { ...name, APPLY: "forward" },
        points: name,
        legacy: { ...name, TARGET: "legacy", WORK_MS: "3" },
      },
    },
  };
}
