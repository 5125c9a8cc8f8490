/** Tests that roles work by the business clock, and that a run waits for it. */
import assert from "node:assert/strict";
import { checkers } from "../../harness/check/mod.ts";
import { words } from "../../harness/report/words/mod.ts";
import { runLab } from "../run_lab.ts";
import { nightly } from "./nightly.ts";
import { stamped } from "./stamped.ts";
import { stampedWords } from "./stamped_words.ts";

const load = { duration: 1_200, rate: 100, seed: 7, users: 10, inFlight: 1_000 };

function registered(): Disposable {
  checkers.push(stamped);
  words.push(stampedWords);
  return {
    [Symbol.dispose]() {
      checkers.pop();
      words.pop();
    },
  };
}

Deno.test("work that waits for the evening is done in the evening, and each date has its deadline", async () => {
  using _ = registered();
  const { result, facts } = await runLab(nightly, "looks-first", load);
  assert.equal(result.verdict, "kept", JSON.stringify(result.promises));
  const passed = facts.clock.map(({ name, date }) => `${name} ${date}`);
  for (const date of ["2026-03-01", "2026-03-02", "2026-03-03"]) {
    const places = ["schedule", "check", "deadline"].map((name) =>
      passed.indexOf(`${name} ${date}`)
    );
    assert.deepEqual(places, places.toSorted((a, b) => a - b));
    assert(places[0] >= 0, passed.join(", "));
  }
  const times = facts.clock.map(({ atMs }) => atMs!);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
});

Deno.test("the roles get wrong answers from the clock, and the letters arrive all the same", async () => {
  using _ = registered();
  for (const chaos of ["clock-change", "wrong-timezone"]) {
    const words = { ...load, chaos, at: 200, for: 700 };
    const { result } = await runLab(nightly, "looks-first", words);
    const whys = JSON.stringify([result.promises, result.faults]);
    assert.equal(result.verdict, "kept", whys);
    assert.deepEqual(result.faults.map(({ name, effective }) => [name, effective]), [[
      chaos,
      true,
    ]]);
  }
});

Deno.test("letters that nobody carries on any evening stand still only after the last deadline", async () => {
  using _ = registered();
  const { result, facts } = await runLab(nightly, "sleeps", load);
  const progressed = result.promises.find(({ name }) => name === "progresses")!;
  assert.equal(progressed.verdict, "broken", JSON.stringify(progressed));
  const last = facts.clock.find(({ name, date }) => name === "deadline" && date === "2026-03-03")!;
  assert(facts.standstill!.fromMs >= last.atMs!);
  assert(!facts.drained!.complete);
});
