import { poisonMessage } from "../contract/hazards.ts";
import { isPoisonable } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";

/** A login with a message that is larger than the broker accepts. Only this login may be set aside. */
export const poison = verb("poison", isPoisonable, ({ name }, open) => ({
  name: `poison-${name}`,
  aliases: [],
  makes: [poisonMessage],
  summary: "one login carries a message that the broker refuses for its size",
  targets: [name],
  lastsMs: 1_000,
  leastMs: 500,
  async begin(context) {
    const trouble = await open(context).poison(1);
    return {
      end: async () => {
        const ops = await trouble.end();
        return { touched: ops.length, ops };
      },
    };
  },
}));
