/**
 * A lab that has nothing in common with the others, with a service, a verb and a promise of its own:
 * files of its own, and a line in each registry.
 */
import assert from "node:assert/strict";
import { listing } from "../../cli/commands/list.ts";
import { makePlan } from "../../harness/plan/make_plan.ts";
import { checkers } from "../../harness/check/mod.ts";
import { survivedBy } from "../../harness/plan/claims.ts";
import { verbs } from "../../harness/faults/mod.ts";
import { mustBeSound } from "../../harness/plan/registry.ts";
import { labs } from "../../labs/mod.ts";
import { runLab } from "../run_lab.ts";
import { hide } from "./hide.ts";
import { letters } from "./lab.ts";
import { stamped } from "./stamped.ts";

/** The registries with one line more in each; disposing takes it away. */
function registered(): Disposable {
  verbs.push(hide);
  checkers.push(stamped);
  labs.push(letters);
  mustBeSound(letters);
  return {
    [Symbol.dispose]() {
      verbs.pop();
      checkers.pop();
      labs.pop();
    },
  };
}

const load = { messages: 150, rate: 100, seed: 7, users: 10, inFlight: 1_000 };

Deno.test("a verb that is registered is in the list, in help, and promised by who can meet it", () => {
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

Deno.test("a sound postman keeps what he promises when the mailbox is away, and when the clerk is killed", async () => {
  using _ = registered();
  for (const chaos of ["hide-mailbox", "worst-case"]) {
    const { result } = await runLab(letters, "looks-first", { ...load, chaos });
    const whys = JSON.stringify([result.promises, result.faults]);
    assert.equal(result.verdict, "kept", whys);
    assert(result.faults.every(({ effective }) => effective), whys);
    assert(result.promises.some(({ name, verdict }) => name === "stamped" && verdict === "kept"));
  }
});

Deno.test("one who forgets delivers again; one who is killed is not asked for stamps", async () => {
  using _ = registered();
  const twin = await runLab(letters, "forgets", { ...load, chaos: "worst-case" });
  assert.equal(twin.result.anomalies.duplicate.standing, "broken");
  const killed = await runLab(letters, "looks-first", { ...load, chaos: "kill-postman" });
  const silent = killed.result.notApplicable.map(({ name }) => name).sort();
  assert.deepEqual(silent, ["no-duplicate", "stamped"]);
});
