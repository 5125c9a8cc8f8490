/** Which promises are still judged when a role halts (exit code 78). On real servers. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { on } from "../../harness/contract/fault_set.ts";
import { kill } from "../../harness/faults/kill.ts";
import type { Lab } from "../../harness/contract/lab.ts";
import type { Result } from "../../harness/report/result.ts";
import { load, over, warm } from "../../testing/lab_steps.ts";
import { runLab } from "../../testing/run_lab.ts";
import { outbox } from "./lab.ts";

const lab = over(outbox, "redis-streams");
const place = ["outbox", "--broker", "redis-streams", ...load];
const sentence = "the slot is gone; a new snapshot is needed";

const program = (name: string) =>
  `${Deno.execPath()} run -A --quiet --frozen --cached-only ` +
  `--config ${join(import.meta.dirname!, "../../deno.json")} ${join(import.meta.dirname!, name)}`;

/** Runs our own program at the first start; halts at every restart. */
const haltsAfterKill = (role: string) =>
  `${role}=case "$ASYNCLAB_EVENTS" in *-1.jsonl) exec ${program(`${role}.ts`)};; ` +
  `*) echo starting; echo '${sentence}'; exit 78;; esac`;

const haltsOf = ({ halts }: Result) => halts.map(({ role, why, under }) => [role, why, under]);

Deno.test("a run with a role that halts is undecided", async (t) => {
  await using here = await warm(lab);
  const undecided = async (...words: string[]) => {
    const { code, result, stderr } = await here.judged(...place, ...words);
    assert.equal(code, 2, JSON.stringify(result.promises) + stderr);
    assert.deepEqual(result.notJudged, []);
    // The drain ends before its deadline of 60 s.
    assert(result.phasesMs.drain! < 30_000, `drained for ${result.phasesMs.drain} ms`);
    return result;
  };

  await t.step("a program that halts at once is started once and never called sound", async () => {
    const result = await undecided("--role", `relay=sh -c "echo why; exit 78"`);
    assert.deepEqual(haltsOf(result), [["relay", "why", null]]);
    assert(result.promises.every(({ why }) => why.includes("relay halted: why")));
    assert.equal(result.anomalies.pending.count, result.counts.committed);
  });

  await t.step("a program that halts before the fault is never called sound", async () => {
    const result = await undecided(
      ...["--role", `relay=echo ready; echo why; exit 78`, "--chaos", "kill-relay"],
    );
    assert.deepEqual(haltsOf(result), [["relay", "why", null]]);
    assert.equal(result.faults[0].effective, false);
    assert.match(result.promises[0].why, /kill-relay: did not begin: relay had halted/);
  });

  await t.step(
    "a halt of the login, which takes the operations, makes the run undecided too",
    async () => {
      const result = await undecided("--role", `login=echo why; exit 78`, "--timeout", "500ms");
      assert.deepEqual(haltsOf(result), [["login", "why", null]]);
      assert.equal(result.counts.acknowledged, 0);
    },
  );

  await t.step("two roles halt at their restart; the end of no fault waits for them", async () => {
    const result = await undecided(
      ...["--role", haltsAfterKill("relay"), "--role", haltsAfterKill("points")],
      ...["--chaos", "kill-relay,kill-consumer"],
    );
    const halts = haltsOf(result).toSorted();
    assert.deepEqual(halts, [["points", sentence, null], ["relay", sentence, null]]);
    assert(result.faults.every(({ effective }) => effective), JSON.stringify(result.faults));
  });
});

Deno.test("a variant that may halt under a fault is judged without no-loss", async () => {
  const { status } = lab.variants;
  const halting: Lab = {
    ...lab,
    variants: { status: { ...status, haltsUnder: [on(kill, "relay")] } },
  };
  const words = {
    ...{ seed: 7, rate: 100, messages: 450, inFlight: 2_000, chaos: "kill-relay", at: 3_000 },
    role: [haltsAfterKill("relay")],
  };
  const { result, events } = await runLab(halting, "status", words);
  assert.equal(result.verdict, "kept", JSON.stringify(result.promises.map(({ why }) => why)));
  assert.deepEqual(haltsOf(result), [["relay", sentence, "kill-relay"]]);
  assert(result.notJudged.includes("no-loss"));
  assert(result.counts.applied < result.counts.committed);
  const { complete, atRest, why } = events.find((event) => event.kind === "drained")!;
  assert.deepEqual({ complete, atRest, why }, {
    complete: false,
    atRest: true,
    why: `relay halted: ${sentence}`,
  });
});
