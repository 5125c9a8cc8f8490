import { rollsBack } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";

/** The business rejects an operation at the last moment: nothing that was started for it must remain. */
export const rollback = verb("rollback", rollsBack, ({ name }, open) => ({
  name: "rollback",
  aliases: [],
  summary: "the business rolls half of the logins back",
  targets: [name],
  lastsMs: 2_000,
  leastMs: 800,
  async begin(context) {
    const trouble = await open(context).rollBack(0.5);
    return { end: async () => ({ touched: await trouble.end() }) };
  },
}));
