import { joins } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";
import { wrongUsage } from "../errors.ts";

/** A new subscriber reads the messages from now on: their sender must not notice. */
export const join = verb("join", joins, ({ name }, open) => ({
  name: `join-${name}`,
  aliases: [],
  summary: "a subscriber that was not there starts to read, and stays",
  targets: ["ROLE"],
  lastsMs: 0,
  leastMs: 0,
  async begin(context, aim) {
    const joining = open(context);
    const waiting = joining.waiting();
    const meant = waiting.filter(({ role }) => aim === undefined || role === aim);
    if (meant.length === 0) {
      throw wrongUsage(
        `No role '${aim}' joins this run later; the aim can be ${
          waiting.map(({ role }) => role).join(", ")
        }`,
      );
    }
    const fresh = meant.filter(({ isUp }) => !isUp);
    await Promise.all(fresh.map((process) => joining.join(process)));
    return { end: () => Promise.resolve({ touched: fresh.length }) };
  },
}));
