import type { Fault } from "../lab.ts";
import { lacksCluster, victims } from "./victims.ts";

/** The majority is gone: what is left must confirm nothing that it alone would have. */
export const killTwoBrokers: Fault = {
  name: "kill-two-brokers",
  summary: "kill -9 two of the three brokers at once: nothing is confirmed until they are back",
  target: "broker",
  targets: ["broker"],
  lastsMs: 2_000,
  leastMs: 500,
  scope: "server",
  unfit: lacksCluster,
  victims: (stage) => victims(stage, "broker"),
  async begin(stage) {
    const nodes = victims(stage, "broker");
    nodes.splice(Math.floor(stage.random() * nodes.length), 1);
    const ended = await Promise.all(nodes.map((node) => node.kill()));
    return {
      end: async () => {
        await Promise.all(nodes.map((node) => node.start()));
        return { touched: ended.reduce((sum, count) => sum + count) };
      },
    };
  },
};
