import type { Fault } from "../lab.ts";
import { gatewayTo } from "./gateway.ts";
import { lacks, linksFor } from "./victims.ts";

/** Its way to every server takes long, so each message does. Works on anyone's consumer. */
export const slowConsumer: Fault = {
  name: "slow-consumer",
  summary: "hold every chunk between the consumer and its database back for 20 ± 10 ms",
  target: "consumer",
  targets: ["consumer"],
  lastsMs: 3_000,
  leastMs: 600,
  scope: "namespace",
  unfit: lacks("consumer"),
  async begin(stage) {
    const links = stage.processes("consumer").flatMap(({ id }) => linksFor(stage, `${id}-target`));
    const condition = { kind: "delay", delayMs: 20, jitterMs: 10 } as const;
    const id = await stage.links.disturb(links, condition);
    return { end: async () => ({ touched: await stage.links.heal(id) }) };
  },
};

const slow = { kind: "slow", medianMs: 200, sigma: 0.5 } as const;
const slowLink = { kind: "delay", delayMs: 200, jitterMs: 100 } as const;

/** Answers late, as an overloaded service does. One that nobody calls waits for its own servers. */
export const serviceSlow = (target: string): Fault => ({
  name: `${target}-slow`,
  summary: `${target} answers late: log-normal, median 200 ms, p99 640 ms`,
  target,
  targets: [target],
  lastsMs: 2_000,
  leastMs: 600,
  scope: "namespace",
  unfit: lacks(target),
  async begin(stage) {
    if (target in stage.gateways) return await gatewayTo(stage, target).disturb(slow);
    const links = linksFor(stage, target);
    const id = await stage.links.disturb(links, slowLink);
    return { end: async () => ({ touched: await stage.links.heal(id) }) };
  },
});
