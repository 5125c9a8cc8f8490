import assert from "node:assert/strict";
import { editionsOf } from "../harness/contract/lab.ts";
import { repeatCommand } from "../harness/plan/repeat.ts";
import { labs } from "../labs/mod.ts";
import { findLab } from "./find_lab.ts";
import { makePlan } from "../harness/plan/make_plan.ts";

Deno.test("the command that repeats a run names its broker", () => {
  for (const lab of labs.flatMap(editionsOf)) {
    const variant = Object.keys(lab.variants)[0];
    const words = repeatCommand(makePlan("r", lab, variant, {}), "local").split(" ");
    const at = words.indexOf("--broker");
    const again = findLab(words[2], at < 0 ? undefined : words[at + 1]);
    assert.deepEqual([again.lab.broker, again.variant], [lab.broker, variant]);
  }
});

Deno.test("an aim that the run does not have is refused before anything starts", () => {
  const { lab, variant } = findLab("outbox");
  const plan = (chaos: string) => makePlan("r", lab, variant, { chaos });
  for (const aim of ["relay-broker", "points", "relay", "points#2-target"]) {
    plan(`partition-network:${aim}`);
  }
  assert.throws(() => plan("partition-network:relay-brocker"), /Did you mean 'relay-broker'/);
  assert.throws(() => plan("kill-consumer:nobody"), /no aim 'nobody' of kill-consumer/);
});

Deno.test("for a foreign command a kill replaces the failpoint of the worst case, with a note", () => {
  const typed = { chaos: "telling", seed: 1, role: ["relay=mine"] };
  const { lab, variant } = findLab("outbox");
  const plan = makePlan("run", lab, variant, typed);
  assert.deepEqual(plan.points, []);
  assert.deepEqual(
    plan.episodes.map(({ name }) => name).sort(),
    ["kill-broker", "kill-consumer", "kill-relay"],
  );
  assert.match(
    plan.notes![0],
    /after-send-before-mark@1 is left out: relay .*kill-relay takes its/,
  );
});

Deno.test("the advice for a failpoint in a foreign command names an existing fault", () => {
  for (
    const [word, role, point] of [
      ["outbox", "points", "after-ack"],
      ["outbox", "relay", "after-mark"],
      ["sync", "points", "after-deliver"],
      ["sync", "login", "after-commit"],
    ]
  ) {
    const { lab, variant } = findLab(word);
    const words = { role: [`${role}=x`], crash: [`${role}:${point}`] };
    assert.throws(() => makePlan("run", lab, variant, words, labs), (error: Error) => {
      const fault = /Say --chaos (\S+),/.exec(error.message)?.[1];
      assert(fault !== undefined, error.message);
      return makePlan("run", lab, variant, { chaos: fault }).episodes.length === 1;
    });
  }
});

Deno.test("only a fault that the variant survives replaces a failpoint", () => {
  const { lab, variant } = findLab("messaging/failure-log");
  const words = { seed: 7, chaos: "worst-case", role: ["login=./mine"] };
  const { episodes, points, notes } = makePlan("run", lab, variant, words);
  // Under kill-login the variant does not promise no-loss: the run would prove nothing.
  assert.deepEqual(episodes.map(({ name }) => name).sort(), ["kill-broker", "kill-consumer"]);
  assert.deepEqual(points, []);
  assert.match(notes![0], /is left out: login is a command of yours and has no failpoints$/);
});
