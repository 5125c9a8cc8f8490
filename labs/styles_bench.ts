/**
 * Measures how long the caller waits in each style: with the same load on the same machine, without a
 * fault and while the points service is slow. Compare the figures; do not quote one alone. The first
 * two seconds of load are left out, because code is slow when it runs for the first time.
 */
import type { PlanWords } from "../harness/plan/make_plan.ts";
import { Evidence } from "../harness/check/evidence.ts";
import { callerLatency, endToEndLatency, type Latency } from "../harness/check/latency.ts";
import type { Lab } from "../harness/contract/lab.ts";
import { messaging } from "./messaging/lab.ts";
import { outbox } from "./outbox/lab.ts";
import { sync } from "./sync/lab.ts";
import { thread } from "./thread/lab.ts";
import { runLab } from "../testing/run_lab.ts";

/** Messaging on each broker. Not on the cluster: three brokers on one machine slow each other down. */
const onBrokers: readonly [Lab, string][] = messaging.editions!
  .filter(({ broker }) => broker !== "kafka-cluster")
  .map((lab) => [lab, "failure-log"]);

const styles: readonly [Lab, string][] = [
  [sync, "record-failure"],
  [thread, "pool"],
  [outbox, "status"],
];
const warmUpMs = 2_000;
const load: PlanWords = { seed: 7, duration: 10_000 };
const slow: PlanWords = { ...load, chaos: "points-slow", at: 4_000, for: 3_000 };
type Latencies = Record<"caller" | "endToEnd", Latency>;

Deno.bench({ name: "the caller's wait: sync, thread, outbox", n: 1, warmup: 0, fn: measure });
Deno.bench({ name: "messaging on each broker", n: 1, warmup: 0, fn: compareBrokers });

/** Runs all brokers one after the other, three times, so that a busy moment does not slow one broker alone. */
async function compareBrokers(): Promise<void> {
  const all = new Map<string, Latencies[]>();
  for (let round = 0; round < 3; round++) {
    for (const [lab, variant] of onBrokers) {
      const results = all.get(lab.broker!) ?? [];
      all.set(lab.broker!, [...results, await judged(lab, variant, load)]);
    }
  }
  for (const [broker, results] of all) {
    const at = (what: "caller" | "endToEnd", rank: "p50" | "p99") =>
      shortly(results.map((one) => one[what].all[rank]!).sort((a, b) => a - b)[1]);
    console.log(
      `${broker.padEnd(14)} caller p50 ${at("caller", "p50")} ms p99 ${at("caller", "p99")} ms; ` +
        `until the points are there p50 ${at("endToEnd", "p50")} ms p99 ${
          at("endToEnd", "p99")
        } ms`,
    );
  }
}

async function measure(): Promise<void> {
  for (const [lab, variant] of styles) {
    const calm = await judged(lab, variant, load);
    const troubled = await judged(lab, variant, slow);
    console.log(
      `${`${lab.name}/${variant}`.padEnd(20)} caller ${shown(calm, "caller", "all")}; ` +
        `points slow ${shown(troubled, "caller", "during")}; ` +
        `until the points are there ${shown(calm, "endToEnd", "all")}, ` +
        `slow ${shown(troubled, "endToEnd", "during")}`,
    );
  }
}

async function judged(lab: Lab, variant: string, words: PlanWords): Promise<Latencies> {
  const { result, facts } = await runLab(lab, variant, words);
  if (result.verdict !== "kept") throw new Error(`${lab.name}/${variant}: ${result.verdict}`);
  const { start, count } = facts.operations;
  const warmMs = start.subarray(0, count).reduce((a, b) => Math.min(a, b)) + warmUpMs;
  const evidence = new Evidence(facts);
  return {
    caller: callerLatency(evidence, warmMs)!,
    endToEnd: endToEndLatency(evidence, warmMs)!,
  };
}

function shown(
  latencies: Latencies,
  what: "caller" | "endToEnd",
  phase: "all" | "during",
): string {
  const { p50, p99 } = latencies[what][phase];
  return `p50 ${shortly(p50!)} ms p99 ${shortly(p99!)} ms`;
}

/** One decimal below 10 ms: whole milliseconds would not distinguish the brokers. */
const shortly = (ms: number) => ms < 10 ? ms.toFixed(1) : ms.toFixed(0);
