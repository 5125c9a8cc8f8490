import { isCluster } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";

/** Kills the node that all others copy from and that most clients use. Another node must take over. */
export const killLeader = verb("kill-leader", isCluster, ({ name }, open) => ({
  name: "kill-leader",
  aliases: [],
  makes: "away",
  summary: `kill -9 the ${name} that leads most of the topic's partitions, start it again`,
  targets: [name],
  lastsMs: 2_500,
  leastMs: 500,
  victims: (context) => open(context).nodes(),
  async begin(context) {
    const leader = await open(context).leader();
    const touched = await context.servers[leader].kill();
    return {
      end: async () => {
        await context.servers[leader].start();
        return { touched };
      },
    };
  },
}));
