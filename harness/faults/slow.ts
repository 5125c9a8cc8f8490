import type { Fault } from "../lab.ts";
import { linksFor } from "./victims.ts";

/** Its way to every server takes long, so each message does. Works on anyone's consumer. */
export const slowConsumer: Fault = {
  name: "slow-consumer",
  summary: "hold every chunk between the consumer and its database back for 20 ± 10 ms",
  target: "consumer",
  targets: ["consumer"],
  lastsMs: 3_000,
  async begin(stage) {
    const links = stage.processes("consumer").flatMap(({ id }) => linksFor(stage, `${id}-target`));
    const condition = { kind: "delay", delayMs: 20, jitterMs: 10 } as const;
    const id = await stage.links.disturb(links, condition);
    return { end: async () => ({ touched: await stage.links.heal(id) }) };
  },
};
