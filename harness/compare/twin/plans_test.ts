import assert from "node:assert/strict";
import { labs } from "../../../labs/mod.ts";
import { editionsOf } from "../../contract/lab.ts";
import { makePlan } from "../../plan/make_plan.ts";
import { checkPoints } from "../../plan/check_points.ts";
import { samePlan, withoutFaults } from "./plans.ts";

const twins = labs.flatMap(editionsOf).flatMap((lab) =>
  Object.entries(lab.variants).flatMap(([name, { imitates }]) =>
    imitates === undefined ? [] : [{ lab, name, imitates }]
  )
);
const planOf = ({ lab, name }: typeof twins[number]) =>
  makePlan("run-1", lab, name, { chaos: "worst-case", brief: true, seed: 7 });

Deno.test("the variant that a twin imitates gets its load, seed, faults and failpoints, in every lab", () => {
  assert(twins.length > 70);
  for (const twin of twins) {
    const plan = planOf(twin);
    const same = samePlan(twin.lab, twin.imitates, "run-2", plan);
    assert.deepEqual(same, {
      plan: { ...plan, run: "run-2", variant: twin.imitates },
      leftOut: [],
    }, `${twin.lab.name}/${twin.name}`);
    checkPoints(twin.lab, same.plan);
  }
});

Deno.test("a failpoint of a process that the variant does not have is left out, with the reason", () => {
  const outbox = editionsOf(labs[0])[0];
  const words = { hold: ["relay#2:after-read@1=9ms"], fail: ["relay:before-send@1"], seed: 7 };
  const plan = makePlan("run-1", outbox, "skip-locked", words);
  const { plan: { points }, leftOut } = samePlan(outbox, "status", "run-2", plan);
  assert.deepEqual(points.map(({ text }) => text), ["relay:before-send@1"]);
  assert.deepEqual(leftOut, ["--hold relay#2:after-read@1=9ms, because it has no relay#2"]);
});

Deno.test("faults that never struck are left out by their ids, and the plan asks for the others", () => {
  const outbox = editionsOf(labs[0])[0];
  const words = {
    chaos: "kill-broker at relay:after-read@3,kill-target",
    crash: ["relay:after-mark@1", "relay:after-mark@9"],
    seed: 7,
  };
  const plan = makePlan("run-1", outbox, "status", words);
  const atPass = plan.episodes.find(({ pass }) => pass !== undefined)!;
  const why = new Map([[atPass.id, "it never came"], ["p2", "it came once"]]);
  const { plan: { asked, episodes, points }, leftOut } = withoutFaults(plan, why);
  assert.equal(asked?.chaos, "kill-target");
  assert.deepEqual(episodes.map(({ name }) => name), ["kill-target"]);
  assert.deepEqual(points.map(({ text }) => text), ["relay:after-mark@1"]);
  assert.deepEqual(leftOut, [
    "--chaos kill-broker at relay:after-read@3, because it never came",
    "--crash relay:after-mark@9, because it came once",
  ]);
  assert.deepEqual(withoutFaults(plan, new Map()), { plan, leftOut: [] });
});
