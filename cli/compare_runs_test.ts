/** `asynclab compare RUN RUN` on run folders by hand, and bad input of it and of a twin diff. No run is made. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  commit,
  type Event,
  invoke,
  judgementOf,
  sound,
} from "../harness/check/testing/hand_written.ts";
import { runsSchema } from "../harness/compare/runs/result.ts";
import { makePlan } from "../harness/plan/make_plan.ts";
import { aboutNothing, toResult } from "../harness/report/result.ts";
import { labs } from "../labs/mod.ts";
import { folder } from "../testing/asynclab.ts";

const [outbox] = labs;
/** The effect of operation 1 is missing. */
const lossy: Event[] = [
  ...sound.filter(({ kind, op }) => kind !== "effect" || op !== 1),
  { at: null, kind: "row", op: 1, where: "outbox", place: "2", state: "waiting" },
  { at: 15, kind: "position", reader: "relay", where: "outbox", place: "3" },
];

const planOf = (run: string, variant: string, words = {}) => (
  { ...makePlan(run, outbox, variant, { seed: 7, ...words }), runtime: "local" }
);

const refused: [words: string[], code: number, says: RegExp][] = [
  [["one", "gone"], 66, /^asynclab: There is no run 'gone'; name one of/],
  [["one", "torn"], 65, /: it is not JSON, or was cut off; /],
  [["one", "later"], 65, /: it is of schema 7, and this asynclab reads schema 1; /],
  [
    ["one", "no-plan"],
    65,
    /run\.json' as the plan of a run: it is missing, torn or of another schema; /,
  ],
  [["one", "gone-variant"], 65, /is of 'outbox\/gone', which this asynclab does not have; /],
  [
    ["one", "other-seed"],
    65,
    /no operation in common, because the seed is 7 in 'one' and 8 in 'other-seed'; compare runs of/,
  ],
  [
    ["one", "other-load"],
    65,
    /because the number of users is 100 in 'one' and 3 in 'other-load'; /,
  ],
  [["one", ".asynclab/runs/one"], 64, /are one run; name two$/m],
  [
    ["one", "two", "--seed", "7"],
    64,
    /^asynclab: --seed has no effect here, because two runs are/,
  ],
  [["one", "two", "--out", "no/a"], 64, /There is no folder 'no' for --out no\/a; run mkdir/],
  [["last"], 64, /^asynclab: 'last' names a run; say 'asynclab compare RUN RUN' for two runs, or/],
  [["outbox", "./one"], 64, /^asynclab: '\.\/one' names a run; say 'asynclab compare RUN RUN'/],
  [
    ["last-id"],
    64,
    /^asynclab: There is no lab 'last-id'; it is a variant: say 'outbox\/last-id'$/m,
  ],
  [["nobody", "nothing"], 64, /^asynclab: There is no lab 'nobody'/],
  [
    ["outbox/last-id", "--chaos", "kill-broker"],
    64,
    /--chaos has no effect here, because a twin /,
  ],
  [["outbox/last-id", "--no-knee"], 64, /--no-knee has no effect here, because a twin /],
  [["outbox/last-id", "--out", "no/a"], 64, /There is no folder 'no' for --out no\/a; run mkdir/],
  [["messaging/no-confirms"], 64, /has no variant 'no-confirms'; add --broker rabbitmq/],
];

Deno.test("asynclab compare sets two earlier runs side by side, and refuses what has nothing in common", async (t) => {
  await using here = await folder();
  const runs = join(here.path, ".asynclab", "runs");
  const put = async (
    run: string,
    plan: unknown,
    { events = sound, result = undefined as unknown } = {},
  ) => {
    const home = join(runs, run);
    await Deno.mkdir(join(home, "history"), { recursive: true });
    const write = (name: string, value: unknown) =>
      Deno.writeTextFile(
        join(home, name),
        typeof value === "string" ? value : JSON.stringify(value),
      );
    const about = { ...aboutNothing, run, lab: "outbox" };
    await write("result.json", result ?? toResult(await judgementOf(events), about));
    await write("run.json", plan);
    for (const [name, own] of filesOf(events)) {
      await write(`history/${name}`, own.map((event) => JSON.stringify(event) + "\n").join(""));
    }
  };
  const all = [...sound, invoke(3), commit(3)];
  await put("one", planOf("one", "status"), { events: sound });
  await put("two", planOf("two", "last-id"), { events: lossy });
  await put("more", planOf("more", "status"), { events: all });
  await put("other-seed", planOf("other-seed", "status", { seed: 8 }));
  await put("other-load", planOf("other-load", "status", { users: 3 }));
  await put("torn", planOf("torn", "status"), { result: '{"schema": 1, "run' });
  await put("later", planOf("later", "status"), { result: { schema: 7 } });
  await put("no-plan", "{}");
  await put("gone-variant", { ...planOf("gone-variant", "status"), variant: "gone" });

  await t.step(
    "the first operation with another path is shown, and the verdicts that differ",
    async () => {
      const { code, stdout, stderr } = await here.asynclab(
        "compare",
        "one",
        "two",
        "--format",
        "json",
      );
      assert.equal(code, 0, stderr);
      const { operation, differ, promises, left, right } = runsSchema.parse(JSON.parse(stdout));
      assert.deepEqual([left.verdict, right.verdict, differ, operation?.op], [
        "kept",
        "broken",
        1,
        1,
      ]);
      assert.match(operation!.paths.right, /no effect in points; lost$/);
      const loss = promises.find(({ name }) => name === "no-loss")!;
      assert.deepEqual([loss.left?.verdict, loss.right?.verdict], ["kept", "broken"]);
    },
  );

  await t.step("text says it in words, and names the command of each run", async () => {
    const { stdout } = await here.asynclab("compare", join(runs, "one"), "two");
    assert.match(
      stdout,
      /^outbox\/status over kafka, kept, beside outbox\/last-id over kafka, broken$/m,
    );
    assert.match(stdout, /^operation 1, the first of 1 operation with another path:$/m);
    assert.match(stdout, /^ {2}0 in both: dropped, /m);
    assert.match(stdout, / the source commits it \(row 2 of\s+outbox\)/);
    assert.match(stdout, / relay saves a position at its row or\s+past it \(row 3 of outbox\)/);
    assert.match(stdout, /^ {2}no-loss, right: 1 operation lost/m);
    assert.match(stdout, /^ {2}right: \.\/asynclab run outbox\/last-id .*--seed 7/m);
  });

  await t.step("an operation of only one run has no other path", async () => {
    const { stdout } = await here.asynclab("compare", "one", "more");
    assert.match(stdout, /Each operation has one path in both runs/);
  });

  for (const [words, code, says] of refused) {
    await t.step(`compare refuses '${words.join(" ")}'`, async () => {
      const before = await here.runs();
      const outcome = await here.asynclab("compare", ...words);
      assert.match(outcome.stderr, says);
      assert.deepEqual([outcome.code, outcome.stdout], [code, ""], outcome.stderr);
      assert.equal(outcome.stderr.trim().split("\n").length, 1);
      assert.deepEqual(await here.runs(), before);
    });
  }
});

/** The events by the file of the writer who is believed for them. */
function filesOf(events: readonly Event[]): [name: string, events: Event[]][] {
  const load = ["invoke", "ok", "fail", "info"];
  const audit = ["commit", "effect", "row", "position"];
  const nameOf = ({ kind }: Event) =>
    load.includes(String(kind))
      ? "load.jsonl"
      : audit.includes(String(kind))
      ? "audit.jsonl"
      : "000-run.jsonl";
  return [...Map.groupBy(events, nameOf)];
}
