/** A fault may be effective and threaten nothing: the evidence of a full matrix, on real servers. */
import assert from "node:assert/strict";
import { resultOf as caseResultOf, type Run } from "../../harness/matrix/engine.ts";
import { troublesIn, withEvidence } from "../../harness/matrix/evidence.ts";
import { exitCodeOf } from "../../harness/matrix/outcome.ts";
import type { Case, CaseResult } from "../../harness/matrix/result.ts";
import { resultOf } from "../../harness/matrix/testing/random_result.ts";
import { verdictOf } from "../../harness/matrix/verdict.ts";
import { runLab } from "../../testing/run_lab.ts";
import { outbox } from "./lab.ts";

const variant = "status";
const about = { lab: "outbox", variant, broker: "kafka", expected: "kept", breaks: null } as const;

/** The load goes on while the relay passes the failpoint for the 40th time. */
const load = { rate: 100, duration: 4_000 };

/** Runs this case until it is decided, at most three times, each time with a later pass. */
async function outcomeOf(point: string, seed: number): Promise<CaseResult> {
  const one: Case = { ...about, chaos: `kill-relay at ${point}`, seed };
  const headline = outbox.variants[variant].promises[0].kind.name;
  const runs: Run[] = [];
  for (const pass of [25, 35, 45]) {
    const chaos = `${one.chaos}@${pass}`;
    const { result } = await runLab(outbox.editions![0], variant, { chaos, seed, ...load });
    const run = { seed, run: "test", wallMs: 0, phasesMs: {}, command: "none", passed: [] };
    runs.push({ ...run, ...verdictOf(one, headline, result) });
    if (result.verdict !== "unknown") break;
  }
  return caseResultOf(one, runs, 1);
}

Deno.test("effective kills between two batches threaten neither loss nor duplicates: exit code 2", async () => {
  const cases: CaseResult[] = [];
  for (const seed of [1, 2]) cases.push(await outcomeOf("relay:before-read", seed));
  for (const { verdict, right, why, attempts } of cases) {
    assert.deepEqual([verdict, right], ["kept", true], why ?? "");
    assert(attempts.at(-1)!.effective);
  }
  const result = withEvidence(resultOf(cases, { matrix: "full" }), { excuses: [] });
  const troubles = troublesIn(result);
  for (const promise of ["no-duplicate", "no-loss"]) {
    const gap = `outbox/status over kafka: ${promise} was never threatened`;
    assert(troubles.includes(gap), troubles.join("\n"));
  }
  assert(!troubles.some((trouble) => /no-phantom|order-per-key/.test(trouble)));
  assert.equal(exitCodeOf(result), 2);
});

Deno.test("a crash between send and mark, and one between effect and ack, threaten no-duplicate", async () => {
  const points = ["relay:after-send-before-mark@3", "points:after-effect-before-ack@5"];
  const { result } = await runLab(outbox.editions![0], variant, { crash: points, brief: true });
  const { verdict, threatened } = result.promises.find(({ name }) => name === "no-duplicate")!;
  assert.equal(verdict, "kept");
  const names = new Set(threatened?.hazards.map(({ name }) => name));
  for (const name of ["unrecorded-send", "unacknowledged-effect", "copy-in-log", "redelivery"]) {
    assert(names.has(name), `${name}: ${[...names]}`);
  }
});
