/**
 * Tests that a new lab with its own service, verb and promise needs only its own files, and one line in
 * each registry. The lab of this test shares nothing with the other labs.
 */
import assert from "node:assert/strict";
import { listing } from "../../cli/commands/list.ts";
import { makePlan } from "../../harness/plan/make_plan.ts";
import { checkers } from "../../harness/check/mod.ts";
import { survivedBy } from "../../harness/plan/claims.ts";
import { verbs } from "../../harness/faults/mod.ts";
import { mustBeSound } from "../../harness/plan/registry.ts";
import { words } from "../../harness/report/words/mod.ts";
import { labs } from "../../labs/mod.ts";
import { runLab } from "../run_lab.ts";
import { hide } from "./hide.ts";
import { letters } from "./lab.ts";
import { stamped } from "./stamped.ts";
import { stampedWords } from "./stamped_words.ts";

/** Adds one entry to each registry. Disposing removes the entries. */
function registered(): Disposable {
  verbs.push(hide);
  checkers.push(stamped);
  words.push(stampedWords);
  labs.push(letters);
  mustBeSound(letters);
  return {
    [Symbol.dispose]() {
      verbs.pop();
      checkers.pop();
      words.pop();
      labs.pop();
    },
  };
}

const load = { messages: 150, rate: 100, seed: 7, users: 10, inFlight: 1_000 };

Deno.test("a registered verb is in the list, and only the variants of its lab survive it", () => {
  assert(!listing().faults.some(({ name }) => name === "hide-mailbox"));
  using _ = registered();
  const { faults, labs } = listing();
  const fault = faults.find(({ name }) => name === "hide-mailbox")!;
  assert.deepEqual(fault.aliases, ["lose-mailbox"]);
  const survivors = labs.filter(({ variants }) =>
    variants.some(({ survives }) => survives.includes("hide-mailbox"))
  );
  assert.deepEqual(survivors.map(({ name }) => name), ["letters"]);
  assert(survivedBy(letters, "looks-first").includes("hide-mailbox"));
  const { episodes } = makePlan("r", letters, "looks-first", { chaos: "lose-mailbox" });
  assert.deepEqual(episodes.map(({ name }) => name), ["hide-mailbox"]);
});

Deno.test("a sound postman keeps his promises when the mailbox is away or the clerk is killed", async () => {
  using _ = registered();
  for (const chaos of ["hide-mailbox", "worst-case"]) {
    const { result, facts: { operations } } = await runLab(letters, "looks-first", {
      ...load,
      chaos,
    });
    const whys = JSON.stringify([result.promises, result.faults]);
    assert.equal(result.verdict, "kept", whys);
    // The time of a fault counts from the load's begin, however late that is.
    const { episodes } = makePlan("r", letters, "looks-first", { ...load, chaos });
    const loadMs = Math.min(...operations.start.subarray(0, operations.count));
    for (const { id, beginMs } of episodes) {
      const begunMs = result.faults.find((fault) => fault.id === id)!.beginMs!;
      assert(begunMs >= loadMs + (beginMs ?? 0) - 2, `${id} began ${begunMs - loadMs} ms after it`);
    }
    assert(result.faults.every(({ effective }) => effective), whys);
    assert(result.promises.some(({ name, verdict }) => name === "stamped" && verdict === "kept"));
  }
});

Deno.test("a choice reaches the operations and the roles", async () => {
  using _ = registered();
  for (const paper of ["plain", "lined"]) {
    const { result } = await runLab(letters, "looks-first", { ...load, choices: { paper } });
    assert.equal(result.verdict, "kept", JSON.stringify(result.promises));
  }
});

Deno.test("a forgetful postman delivers twice; after a kill of the postman nobody judges the stamps", async () => {
  using _ = registered();
  const twin = await runLab(letters, "forgets", { ...load, chaos: "worst-case" });
  assert.equal(twin.result.anomalies.duplicate.standing, "broken");
  const killed = await runLab(letters, "looks-first", { ...load, chaos: "kill-postman" });
  const excepted = killed.result.notApplicable.map(({ name }) => name).sort();
  assert.deepEqual(excepted, ["no-duplicate", "stamped"]);
});
