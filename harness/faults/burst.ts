import type { Fault } from "../lab.ts";

/** More traffic than anybody planned for; it comes on top of the load. */
export const burst: Fault = {
  name: "burst",
  summary: "traffic x 3",
  target: "load",
  targets: ["load"],
  lastsMs: 1_000,
  leastMs: 500,
  scope: "namespace",
  async begin(stage) {
    const laid = await stage.burst(3);
    return { end: async () => ({ touched: await laid.end() }) };
  },
};
