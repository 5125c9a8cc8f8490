import type { Fault } from "../lab.ts";
import type { KafkaCorner } from "../services/kafka.ts";
import { lacksCluster, victims } from "./victims.ts";

/** The node that all others copy from, and that most clients talk to. Another one must take over. */
export const killLeader: Fault = {
  name: "kill-leader",
  summary: "kill -9 the broker that leads most of the topic's partitions, start it again",
  target: "broker",
  targets: ["broker"],
  lastsMs: 2_500,
  leastMs: 500,
  scope: "server",
  unfit: lacksCluster,
  victims: (stage) => victims(stage, "broker"),
  async begin(stage) {
    const leader = await (stage.corners.broker as KafkaCorner).leader();
    const touched = await stage.servers[leader].kill();
    return {
      end: async () => {
        await stage.servers[leader].start();
        return { touched };
      },
    };
  },
};
