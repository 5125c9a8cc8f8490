import { consumes } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";
import { onAliases } from "./names.ts";

/**
 * Delays the consumer's links to the servers that it works with, so each message takes long. The
 * fault works for any consumer.
 */
export const slowConsumer = verb("slow-consumer", consumes, (thing, open) => ({
  name: `slow-${thing.name}`,
  aliases: onAliases(thing, (name) => `slow-${name}`),
  makes: "late",
  summary: `delay every chunk between the ${thing.name} and its database by 20 ± 10 ms`,
  targets: [thing.name],
  lastsMs: 3_000,
  leastMs: 600,
  async begin(context) {
    const condition = { kind: "delay", delayMs: 20, jitterMs: 10 } as const;
    const id = await context.links.disturb(open(context).linksToWork(), condition);
    return { end: async () => ({ touched: await context.links.heal(id) }) };
  },
}));
