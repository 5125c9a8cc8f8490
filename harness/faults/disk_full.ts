import type { Fault, Lab } from "../lab.ts";

/** Nothing can be written any more. Kafka gives up its only log folder at the first error, and with it itself. */
export const diskFull: Fault = {
  name: "disk-full-broker",
  summary: "the broker's disk is full: it ends at its next write; then there is room again",
  target: "broker",
  targets: ["broker"],
  lastsMs: 2_000,
  runtimes: ["local"],
  unfit: ({ services: { broker } }: Lab) =>
    broker?.name === "kafka" ? null : "only of Kafka it is known how it takes that",
  async begin(stage) {
    const full = await stage.servers.broker.fillDisk!();
    return { end: async () => ({ touched: await full.end() }) };
  },
};
