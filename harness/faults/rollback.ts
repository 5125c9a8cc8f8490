import { rollsBack } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";

/** The business says no at the last moment: what was started for such an operation must not stand. */
export const rollback = verb("rollback", rollsBack, ({ name }, open) => ({
  name: "rollback",
  aliases: [],
  summary: "the business rolls half of the logins back",
  targets: [name],
  lastsMs: 2_000,
  leastMs: 800,
  async begin(context) {
    const laid = await open(context).rollBack(0.5);
    return { end: async () => ({ touched: await laid.end() }) };
  },
}));
