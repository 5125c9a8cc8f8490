import type { Fault, Stage } from "../lab.ts";
import { lacks } from "./victims.ts";
import type { BrokerCorner, BrokerMessage } from "../services/broker.ts";

const copies = 20;

/** The broker gets messages a second time, at once and late, as retries of a producer leave them. */
export const duplicateMessage: Fault = {
  name: "duplicate-message",
  summary: `give the broker copies of ${copies} messages, and again when the fault ends`,
  target: "message",
  targets: ["message"],
  lastsMs: 1_000,
  unfit: lacks("broker"),
  async begin(stage) {
    const first = await copySome(stage);
    return { end: async () => ({ touched: first + await copySome(stage) }) };
  },
};

async function copySome(stage: Stage): Promise<number> {
  const corner = stage.corners.broker as BrokerCorner;
  const messages: BrokerMessage[] = [];
  for await (const message of corner.messages()) messages.push(message);
  const chosen = Array.from(
    { length: Math.min(copies, messages.length) },
    () => messages[Math.floor(stage.random() * messages.length)],
  );
  if (chosen.length > 0) await corner.produce(chosen);
  return chosen.length;
}
