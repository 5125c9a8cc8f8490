import { hasLinks } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";

/** Delays every chunk of bytes, in both directions. */
export const delay = verb("delay", hasLinks, ({ name }, open) => ({
  name: `delay-${name}`,
  aliases: [],
  makes: "late",
  summary: "delay every chunk of bytes by 100 ± 50 ms, in both directions",
  targets: ["all links", "ROLE-SERVER"],
  lastsMs: 2_000,
  leastMs: 600,
  async begin(context, aim) {
    const condition = { kind: "delay", delayMs: 100, jitterMs: 50 } as const;
    const id = await context.links.disturb(open(context).links(aim), condition);
    return { end: async () => ({ touched: await context.links.heal(id) }) };
  },
}));
