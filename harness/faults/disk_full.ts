import type { Fault, Lab } from "../lab.ts";

/**
 * Nothing can be written any more. Kafka gives up its only log folder at the first error, and with
 * it itself; Redis ends rather than answer for what is not in its file; RabbitMQ raises its alarm
 * and stops listening to whoever publishes.
 */
export const diskFull: Fault = {
  name: "disk-full-broker",
  summary: "the broker's disk is full: it ends at its next write, or lets nobody publish",
  target: "broker",
  targets: ["broker"],
  lastsMs: 2_000,
  leastMs: 1_000,
  scope: "server",
  unfit: ({ services: { broker } }: Lab) =>
    broker?.fillDisk ? null : "it has no broker that writes to a disk",
  async begin({ servers, services }) {
    const full = await services.broker.fillDisk!(servers.broker);
    return { end: async () => ({ touched: await full.end() }) };
  },
};
