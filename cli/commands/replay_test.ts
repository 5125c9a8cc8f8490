/** `asynclab replay` on real servers, and its bad input. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { makePlan } from "../../harness/plan/make_plan.ts";
import { labs } from "../../labs/mod.ts";
import { folder } from "../../testing/asynclab.ts";

const [outbox] = labs;
const plan = {
  ...makePlan("gone", outbox, "last-id", { seed: 7, chaos: "kill-relay", brief: true }),
  runtime: "local",
};

const refused: [run: string, plan: unknown, code: number, says: RegExp][] = [
  ["torn", '{"schema": 1, "ru', 65, /run\.json' as the plan of a run: it is missing, torn or of/],
  ["no-variant", { ...plan, variant: "gone" }, 65, /is of 'outbox\/gone', which this asynclab/],
  ["no-fault", { ...plan, asked: { chaos: "kill-cat" } }, 65, /cannot run the plan in .*kill-cat/],
  ["bad-load", { ...plan, workload: { ...plan.workload, rate: -1 } }, 65, /cannot run .*--rate/],
  ["no-choice", { ...plan, choices: { help: "x" } }, 65, /This asynclab cannot run the plan in/],
];

Deno.test("asynclab replay refuses what it cannot run, and starts nothing", async (t) => {
  await using here = await folder();
  for (const [run, text] of refused) {
    const home = join(here.path, ".asynclab", "runs", run);
    await Deno.mkdir(home, { recursive: true });
    const plan = typeof text === "string" ? text : JSON.stringify(text);
    await Deno.writeTextFile(join(home, "run.json"), plan);
  }
  const before = await here.runs();
  const all = [
    ...refused.map(([run, , code, says]) => ({ words: [run], code, says })),
    { words: ["nobody"], code: 66, says: /^asynclab: There is no run 'nobody'; name one of/ },
    { words: ["torn", "--runtime", "moon"], code: 64, says: /no runtime 'moon'/ },
    { words: [], code: 64, says: /missing required argument 'run'/ },
  ];
  for (const { words, code, says } of all) {
    await t.step(`replay ${words.join(" ")}`, async () => {
      const outcome = await here.asynclab("replay", ...words);
      assert.match(outcome.stderr, says);
      assert.deepEqual([outcome.code, outcome.stdout], [code, ""]);
      assert.deepEqual(await here.runs(), before);
    });
  }
});

Deno.test("a replay has the plan of its run, and is set beside it", async (t) => {
  await using here = await folder();
  const words = ["run", "outbox/last-id", "--chaos", "worst-case", "--brief", "--seed", "7"];
  const first = await here.asynclab(...words, "--runtime", "local", "--json");
  assert.equal(first.code, 1, first.stderr);
  const [run] = await here.runs();
  const planIn = async (run: string) => {
    const path = join(here.path, ".asynclab", "runs", run, "run.json");
    const { run: _, notes: __, ...plan } = JSON.parse(await Deno.readTextFile(path));
    return plan;
  };

  await t.step("the verdict comes again, and both are named", async () => {
    const { code, stdout, stderr } = await here.asynclab("replay", "last");
    assert.equal(code, 1, stderr);
    const [again] = (await here.runs()).filter((name) => name !== run);
    assert.deepEqual(await planIn(again), await planIn(run));
    assert.match(stderr, new RegExp(`^replays ${run}: the same operations, `, "m"));
    assert.match(stderr, /^not repeated: the order in which processes, /m);
    assert.match(stdout, new RegExp(`^replay of ${run}: broken then, broken now$`, "m"));
    assert.match(stdout, new RegExp(`^  side by side: asynclab compare ${run} ${again}$`, "m"));
  });

  await t.step("`--json` prints the result alone, of a run that has no result too", async () => {
    await Deno.remove(join(here.path, ".asynclab", "runs", run, "result.json"));
    const { code, stdout } = await here.asynclab("replay", run, "--json");
    assert.equal(code, 1);
    assert.equal(JSON.parse(stdout).verdict, "broken");
  });
});
