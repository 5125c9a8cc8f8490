import { moreLoad } from "../contract/hazards.ts";
import { bursts } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";

/** More traffic than planned, in addition to the load. */
export const burst = verb("burst", bursts, ({ name }, open) => ({
  name: "burst",
  aliases: [],
  makes: [moreLoad],
  summary: "traffic x 3",
  targets: [name],
  lastsMs: 1_000,
  leastMs: 500,
  async begin(context) {
    const trouble = await open(context).burst(3);
    return { end: async () => ({ touched: await trouble.end() }) };
  },
}));
