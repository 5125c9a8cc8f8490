import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { readHistory } from "../history/read.ts";
import { resultSchema } from "../report/result.ts";
import { aboutNothing, toResult } from "../report/result.ts";
import { judge, type Judgement } from "./judge.ts";
import type { Latency } from "./latency.ts";
import { defaultPromises } from "./mod.ts";
import {
  naiveCallers,
  naiveContradictions,
  naiveGrowth,
  naiveUnsent,
} from "./testing/naive_callers.ts";
import { naiveJudge, type Sample } from "./testing/naive_judge.ts";
import { choices, type Event, randomEvents, seldom, spelled } from "./testing/random_history.ts";

const claims = defaultPromises.map((name) => ({ name, under: "any" as const }));
const growthLimit = 5;
const further = [
  { name: "caller-survives", under: "any" as const },
  { name: "bounded-memory", under: "any" as const, limit: growthLimit },
  { name: "no-contradiction", under: "any" as const },
];
const garbage = [
  "not json",
  '{"at": 1, "kind": "ok"}',
  "[1]",
  '{"at":1,"kind":"ok","op":-1}',
  "{}",
];

Deno.test("the fast judge and the naive one agree on every random history", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await fc.assert(
      fc.asyncProperty(
        randomEvents,
        fc.integer(),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        seldom(fc.constantFrom(...garbage)),
        async (events, seed, files, minimum, bad) => {
          const inFileOrder = await write(folder, events, seed, files, bad);
          const facts = await readHistory(folder);
          const judgement = judge(facts, { claims, minimumOperations: minimum });
          const naive = naiveJudge(inFileOrder, bad === null ? 0 : 1, minimum);
          compare(judgement, naive);
          const others = judge(facts, { claims: further, minimumOperations: minimum });
          compareFurther(others, naive, inFileOrder);
          resultSchema.parse(toResult(judgement, aboutNothing));
        },
      ),
      { numRuns: 700 },
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Spreads the events over files; returns them in the order in which they will be read. */
async function write(
  folder: string,
  events: Event[],
  seed: number,
  files: number,
  bad: string | null,
): Promise<Event[]> {
  const choose = choices(seed);
  const parts: Event[][] = Array.from({ length: 3 }, () => []);
  for (const event of events) parts[choose(files)].push(event);
  for (const [i, part] of parts.entries()) {
    const lines = part.map((event) => spelled(event, choose));
    if (i === 0 && bad !== null) lines.splice(choose(lines.length + 1), 0, bad);
    if (choose(4) === 0) lines.splice(choose(lines.length + 1), 0, "  ");
    const torn = choose(4) === 0 ? '{"at": 80, "kind": "effe' : "";
    const end = lines.length > 0 && (torn !== "" || choose(2) === 0) ? "\n" : "";
    await Deno.writeTextFile(join(folder, `${i}.jsonl`), lines.join("\n") + end + torn);
  }
  return parts.flat();
}

function compareFurther(
  judgement: Judgement,
  { doubtful, counts }: ReturnType<typeof naiveJudge>,
  events: Event[],
): void {
  const { callers, failed, sent, isLoadLate } = naiveCallers(events);
  const early = events.some(({ kind }) => kind === "fault") ? callers.before.failed : 0;
  const growth = naiveGrowth(events);
  const verdictOf = (isBroken: boolean, isDecided: boolean) =>
    isBroken ? "broken" : doubtful || !isDecided ? "unknown" : "kept";
  const allSent = !naiveUnsent(counts);
  const isAnswered = sent > 0 && early === 0 && allSent;
  assert.deepEqual(judgement.callers, callers);
  assert.deepEqual(judgement.promises.map(({ verdict }) => verdict), [
    failed > early && isLoadLate ? "unknown" : verdictOf(failed > early, isAnswered),
    verdictOf(growth !== null && growth > growthLimit, growth !== null && allSent),
    verdictOf(naiveContradictions(events) > 0, true),
  ]);
}

function compare(
  judgement: Judgement,
  { doubtful: _, ...naive }: ReturnType<typeof naiveJudge>,
): void {
  const anomalies = Object.fromEntries(
    Object.entries(judgement.anomalies).map(([name, { count, ops }]) => [name, { count, ops }]),
  );
  assert.deepEqual(
    {
      verdict: judgement.verdict,
      promises: Object.fromEntries(judgement.promises.map(({ name, verdict }) => [name, verdict])),
      counts: judgement.counts,
      anomalies,
      effective: Object.fromEntries(judgement.faults.map(({ id, effective }) => [id, effective])),
      caller: judgement.latencyMs.caller,
      endToEnd: judgement.latencyMs.endToEnd,
      recoveryMs: judgement.recoveryMs,
      outageMs: judgement.outageMs,
    },
    { ...naive, caller: latencyOf(naive.caller), endToEnd: latencyOf(naive.endToEnd) },
  );
}

function latencyOf(samples: Sample[]): Latency | null {
  if (samples.length === 0) return null;
  const of = (phase?: string) => {
    const values = samples.filter((sample) => phase === undefined || sample.phase === phase)
      .map(({ ms }) => ms).sort((a, b) => a - b);
    // The smallest value that this share of all does not exceed.
    const at = (share: number) =>
      values.find((_, i) => (i + 1) / values.length >= share - 1e-12) ?? null;
    return {
      count: values.length,
      p50: at(0.5),
      p90: at(0.9),
      p99: at(0.99),
      p999: at(0.999),
      max: values.at(-1) ?? null,
    };
  };
  return { all: of(), before: of("before"), during: of("during"), after: of("after") };
}
