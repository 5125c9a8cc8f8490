/** A report has a command. Parsed by the real command line, it gives the plan of the report's run. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { editionsOf, type Lab } from "../harness/contract/lab.ts";
import type { RunPlan } from "../harness/plan/plan.ts";
import { processesOf } from "../harness/contract/processes.ts";
import { repeatCommand } from "../harness/plan/repeat.ts";
import { faultsIn, wordsFor } from "../harness/faults/catalogue.ts";
import { labs } from "../labs/mod.ts";
import { parseRun } from "./parse_run.ts";
import { makePlan, type PlanWords } from "../harness/plan/make_plan.ts";

/** The plan that this shell command leads to. */
function planOf(command: string): RunPlan {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare);
  const { lab, variant, words: typed } = parseRun(words.slice(1));
  return makePlan("r", lab, variant, typed);
}

/** The plan without its notes: a command does not say which words the plan replaced. */
const comparable = ({ notes: _, ...plan }: RunPlan) => plan;

const editions = labs.flatMap(editionsOf);

/** The name of a failpoint that this variant's roles can pass. */
function pointIn(lab: Lab, variant: string): fc.Arbitrary<string> {
  const processes = processesOf(lab, variant).filter(({ role }) => role in lab.failpoints);
  return fc.constantFrom(...processes).chain(({ id, role }) =>
    fc.constantFrom(...lab.failpoints[role]).chain((point) => {
      const which = ["", "@3", "@1", "@999"];
      const hasOps = !lab.failpointsWithoutOps?.includes(`${role}:${point}`);
      const all = hasOps ? [...which, "@op=0", "@op=17"] : which;
      return fc.constantFrom(...all).map((one) => `${id}:${point}${one}`);
    })
  );
}

const wordsIn = (lab: Lab, variant: string): fc.Arbitrary<PlanWords> => {
  const fault = fc.tuple(
    fc.constantFrom(...wordsFor(faultsIn(lab, variant))),
    fc.option(pointIn(lab, variant), { nil: undefined }),
  ).map(([name, point]) => point === undefined ? name : `${name} at ${point}`);
  return fc.record({
    chaos: fc.array(fault, { minLength: 1, maxLength: 4 }).map((all) => all.join(",")),
    seed: fc.nat({ max: 2 ** 32 - 1 }),
    at: fc.option(fc.integer({ min: 1, max: 4_000 }), { nil: undefined }),
    for: fc.option(fc.integer({ min: 1, max: 3_000 }), { nil: undefined }),
    times: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    crash: fc.array(pointIn(lab, variant), { maxLength: 2 }),
    brief: fc.boolean(),
  }).map((words) => {
    const all = words.chaos.split(",");
    const atPass = all.filter((one) => one.includes(" at "));
    return {
      ...words,
      times: atPass.length > 0 ? undefined : words.times,
      // A brief load is over after 1.2 s.
      at: atPass.length === all.length || words.brief && words.at! > 1_000 ? undefined : words.at,
    };
  });
};

Deno.test("the command of a plan makes the same plan, with any faults at failpoints", () => {
  const request = fc.constantFrom(...editions).chain((lab) =>
    fc.constantFrom(...Object.keys(lab.variants)).chain((variant) =>
      wordsIn(lab, variant).map((words) => ({ lab, variant, words }))
    )
  );
  fc.assert(
    fc.property(request, ({ lab, variant, words }) => {
      const plan = makePlan("r", lab, variant, words);
      assert.deepEqual(comparable(planOf(repeatCommand(plan, "local"))), comparable(plan));
      assert.deepEqual(JSON.parse(JSON.stringify(plan.episodes)), plan.episodes);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("the command of each worst case makes the same plan, with foreign programs too", () => {
  for (const lab of editions) {
    for (const variant of Object.keys(lab.variants)) {
      for (const role of [[], ["relay=./mine --fast", "login=x"], ["points=./mine"]]) {
        const known = role.filter((word) => word.split("=")[0] in lab.roles);
        for (const brief of [false, true]) {
          const words = { seed: 7, chaos: "worst-case", role: known, brief };
          const plan = makePlan("r", lab, variant, words);
          assert.deepEqual(comparable(planOf(repeatCommand(plan, "docker"))), comparable(plan));
        }
      }
    }
  }
});
