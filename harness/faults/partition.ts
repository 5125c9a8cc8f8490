import { hasLinks } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";

/** A silent cut: nothing comes through, and no side gets an error. */
export const partition = verb("partition", hasLinks, ({ name }, open) => ({
  name: `partition-${name}`,
  aliases: [],
  makes: "away",
  summary: "cut the links without a sound: no bytes, no new connections, no error",
  targets: ["all links", "ROLE-SERVER"],
  lastsMs: 2_000,
  leastMs: 2_000,
  async begin(context, aim) {
    const id = await context.links.disturb(open(context).links(aim), { kind: "partition" });
    return { end: async () => ({ touched: await context.links.heal(id) }) };
  },
}));
