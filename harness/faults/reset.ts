import type { Fault } from "../lab.ts";
import { linksFor } from "./victims.ts";

/** Every open connection ends with an RST, as after a firewall's restart. */
export const resetConnections: Fault = {
  name: "reset-connections",
  summary: "cut every open connection with an RST",
  target: "connections",
  targets: ["all links", "ROLE-SERVER"],
  lastsMs: 0,
  leastMs: 0,
  scope: "namespace",
  async begin(stage, aim) {
    const touched = await stage.links.reset(linksFor(stage, aim));
    return { end: () => Promise.resolve({ touched }) };
  },
};
