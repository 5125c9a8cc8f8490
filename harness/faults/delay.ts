import type { Fault } from "../lab.ts";
import { linksFor } from "./victims.ts";

/** Every chunk of bytes waits, both ways. */
export const delayNetwork: Fault = {
  name: "delay-network",
  summary: "hold every chunk of bytes back for 100 ± 50 ms, in both directions",
  target: "network",
  targets: ["all links", "ROLE-SERVER"],
  lastsMs: 2_000,
  leastMs: 600,
  scope: "namespace",
  async begin({ links, ...stage }, aim) {
    const condition = { kind: "delay", delayMs: 100, jitterMs: 50 } as const;
    const id = await links.disturb(linksFor({ links, ...stage }, aim), condition);
    return { end: async () => ({ touched: await links.heal(id) }) };
  },
};
