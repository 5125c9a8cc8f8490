import type { Fault } from "../lab.ts";
import { linksFor } from "./victims.ts";

/** A silent cut: nothing comes through and nobody is told. */
export const partitionNetwork: Fault = {
  name: "partition-network",
  summary: "cut the links without a sound: no bytes, no new connections, no error",
  target: "network",
  targets: ["all links", "ROLE-SERVER"],
  lastsMs: 2_000,
  leastMs: 2_000,
  scope: "namespace",
  async begin({ links, ...stage }, aim) {
    const id = await links.disturb(linksFor({ links, ...stage }, aim), { kind: "partition" });
    return { end: async () => ({ touched: await links.heal(id) }) };
  },
};
