import { isCluster } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";

/** All nodes but one are killed: the last one must not confirm messages that it alone would have. */
export const killMajority = verb("kill-majority", isCluster, ({ name }, open) => ({
  name: "kill-two-brokers",
  aliases: [],
  makes: "away",
  summary: "kill -9 two of the three brokers at once: nothing is confirmed until they are back",
  targets: [name],
  lastsMs: 2_000,
  leastMs: 500,
  victims: (context) => open(context).nodes(),
  async begin(context) {
    const nodes = open(context).nodes();
    nodes.splice(Math.floor(context.random() * nodes.length), 1);
    const ended = await Promise.all(nodes.map((node) => node.kill()));
    return {
      end: async () => {
        await Promise.all(nodes.map((node) => node.start()));
        return { touched: ended.reduce((sum, count) => sum + count) };
      },
    };
  },
}));
