import { duration } from "../amounts.ts";
import { columns } from "../said.ts";

export const latencies = {
  title: "Latency before, during and after the faults",
  none: "The history has no times of operations.",
  caption: "Percentiles by the nearest rank",
  head: columns("span", "p50", "p90", "p99", "p99.9", "p99.99", "max", "operations"),
  caller: "caller",
  endToEnd: "end to end",
  phases: { all: "all", before: "before", during: "during", after: "after" },
  failedOf: (phase: string | null, failed: number, count: number) =>
    `${phase === null ? "" : `${phase} `}${failed} of ${count}`,
  failed: (counts: string) => `Callers without an ok (planned rollbacks not counted): ${counts}.`,
  recovered: (ms: number) => `Recovered ${duration(ms)} after the last fault.`,
  outage: (ms: number) => `Longest time without an ok while the load ran: ${duration(ms)}.`,
};
