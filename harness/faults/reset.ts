import { hasLinks } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";

/** Every open connection ends with an RST, as after a firewall's restart. */
export const reset = verb("reset", hasLinks, (_thing, open) => ({
  name: "reset-connections",
  aliases: [],
  makes: "away",
  summary: "cut every open connection with an RST",
  target: "connections",
  targets: ["all links", "ROLE-SERVER"],
  lastsMs: 0,
  leastMs: 0,
  async begin(context, aim) {
    const touched = await context.links.reset(open(context).links(aim));
    return { end: () => Promise.resolve({ touched }) };
  },
}));
