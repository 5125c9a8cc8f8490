/** The twin diff of three twins, and two runs side by side, on real servers. */
import assert from "node:assert/strict";
import { shown } from "../harness/compare/page.ts";
import { compareForms } from "../harness/compare/report/mod.ts";
import { pageOf as pageOfRuns } from "../harness/compare/runs/page.ts";
import { runsSchema } from "../harness/compare/runs/result.ts";
import { pageOf } from "../harness/compare/twin/page.ts";
import { type TwinDiff, twinDiffSchema } from "../harness/compare/twin/result.ts";
import { type Folder, folder } from "../testing/asynclab.ts";

/** A comparison that is undecided is tried again, twice at most: other tests run meanwhile. */
async function diffOf(here: Folder, twin: string): Promise<TwinDiff> {
  for (let left = 2;; left--) {
    const words = ["compare", twin, "--format", "json", "--runtime", "local", "--seed", "7"];
    const { code, stdout, stderr } = await here.asynclab(...words);
    if (code === 2 && left > 0) continue;
    assert.equal(code, 0, stdout + stderr);
    return twinDiffSchema.parse(JSON.parse(stdout));
  }
}

function mustShow(diff: TwinDiff, ...words: readonly string[]): void {
  assert.equal(diff.verdict, "shown");
  assert.equal(diff.twin.promise, "broken");
  assert.deepEqual(diff.sound.map(({ verdict }) => verdict), ["kept", "kept"]);
  for (const { name, render } of compareForms) {
    const text = render(shown(diff, pageOf));
    assert(text.endsWith("\n"), name);
    if (name === "json") continue;
    for (const word of words) assert(text.includes(word), `${name}: ${word}\n${text}`);
  }
}

Deno.test("a twin whose failpoint its cure does not pass: it is left out, and said", async () => {
  await using here = await folder();
  const diff = await diffOf(here, "polling/delete-before-work");
  mustShow(diff, "afterDelete", "inOrder", "was never passed");
  assert.equal(diff.leftOut.length, 1);
  assert.match(
    diff.operation!.paths.twin,
    /^its caller got ok; committed; .*no effect in points; lost$/,
  );
  assert.match(diff.operation!.paths.sound, /; 1 effect in points$/);
  const { lanes } = diff.operation!;
  const said = (side: "left" | "right") => lanes.flatMap((row) => row[side]?.what ?? []);
  assert(!said("left").includes("it takes effect in points"));
  assert(said("right").includes("it takes effect in points"));
  await mustCompareRuns(here, diff);
});

/** The twin's run beside a run of its cure: they have the same operations. */
async function mustCompareRuns(here: Folder, { twin, sound, operation }: TwinDiff): Promise<void> {
  const before = await here.runs();
  const words = ["compare", twin.run, `.asynclab/runs/${sound[0].run}`];
  const { code, stdout, stderr } = await here.asynclab(...words, "--format", "json");
  assert.equal(code, 0, stderr);
  const compared = runsSchema.parse(JSON.parse(stdout));
  assert.deepEqual(await here.runs(), before, "nothing was started");
  assert.deepEqual([compared.left.verdict, compared.right.verdict], ["broken", "kept"]);
  assert(compared.differ > 0 && compared.operation !== null);
  assert(
    compared.promises.some(({ name, left, right }) =>
      name === "no-loss" && left?.verdict === "broken" && right?.verdict === "kept"
    ),
  );
  assert(operation !== null);
  const text = await here.asynclab(...words);
  assert.equal(text.stdout, compareForms[0].render(shown(compared, pageOfRuns)));
}

Deno.test("a twin with another branch of the same code", async () => {
  await using here = await folder();
  const diff = await diffOf(here, "sync/retry-without-key");
  mustShow(diff, "const idempotencyKey = withKey", "the same code by its other branch");
  assert.equal(diff.code.sound, null);
  assert.match(diff.operation!.paths.twin, /applied more than once$/);
  assert.deepEqual(diff.settings, [
    { role: "login", name: "IDEMPOTENCY_KEY", twin: "none", sound: null },
  ]);
});

Deno.test("a twin that breaks a limit: the first sample past it", async () => {
  await using here = await folder();
  const diff = await diffOf(here, "cdc/no-heartbeat");
  mustShow(diff, "log kept for", "if (!confirmsIdle) return;");
  assert(diff.limit!.twin!.value > diff.limit!.limit && diff.limit!.sound === null);
  assert.equal(diff.operation, null);
});
