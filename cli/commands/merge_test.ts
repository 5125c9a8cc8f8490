import assert from "node:assert/strict";
import { join } from "node:path";
import { caseOf, resultOf, wrongCase } from "../../harness/matrix/testing/random_result.ts";
import type { CheckResult } from "../../harness/matrix/result.ts";
import { folder } from "../../testing/asynclab.ts";

Deno.test("asynclab merge joins shards and sets the exit code", async (t) => {
  await using here = await folder();
  const put = (name: string, result: CheckResult) =>
    Deno.writeTextFile(join(here.path, name), JSON.stringify(result));
  const right = [1, 2, 3].map((seed) => caseOf({ chaos: `fault-${seed}`, seed }));
  await put("1.json", resultOf([right[0], right[2]], { shard: "1/2" }));
  await put("2.json", resultOf([right[1]], { shard: "2/2" }));
  await put("2-wrong.json", resultOf([wrongCase({ chaos: "fault-2", seed: 2 })], { shard: "2/2" }));
  await put("2-torn.json", resultOf([], { shard: "2/2", planned: 1 }));
  await put("main.json", resultOf(right));
  await put("other.json", resultOf([caseOf({ lab: "sync" })]));

  await t.step("`merge` exits with 0 when every case is right", async () => {
    const { code, stdout, stderr } = await here.asynclab("merge", "1.json", "2.json");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^RIGHT {2}3 right of 3 cases\n/);
  });

  await t.step("`merge` exits with 1 for a wrong case and writes each report", async () => {
    const words = ["--report", "json=all.json,junit=all.xml", "--report", "markdown=c.md,github"];
    const { code, stdout } = await here.asynclab(
      ...["merge", "2-wrong.json", "1.json", ...words, "--baseline", "main.json"],
    );
    assert.equal(code, 1);
    assert.match(stdout, /^WRONG {2}2 right, 1 wrong of 3 cases\n/);
    assert.match(stdout, /\n {2}worse {3}outbox\/status kafka fault-2 seed 2: right → wrong\n/);
    assert.match(stdout, /\n::error title=outbox\/status kafka fault-2 seed 2::no-loss: 3 /);
    const read = (name: string) => Deno.readTextFile(join(here.path, name));
    assert.equal(JSON.parse(await read("all.json")).cases.length, 3);
    assert.match(await read("all.xml"), /<failure /);
    assert.match(await read("c.md"), /^### asynclab check: 1 worse\n/);
  });

  await t.step("`merge` exits with 2 for a case that was not run", async () => {
    const { code } = await here.asynclab("merge", "1.json", "2-torn.json");
    assert.equal(code, 2);
  });

  const refused: [words: string[], code: number, says: RegExp][] = [
    [[], 64, /missing required argument 'files'/],
    [["1.json"], 64, /Shard 2\/2 is missing; add its file/],
    [["1.json", "gone.json"], 66, /There is no file 'gone\.json'/],
    [["1.json", "2.json", "--baseline", "gone.json"], 66, /There is no file 'gone\.json'/],
    [["1.json", "2.json", "--baseline", "other.json"], 64, /'other\.json' has no case in common/],
    [["1.json", "2.json", "--report", "xml=a"], 64, /no report form 'xml'/],
    [["1.json", "2.json", "--report", "json=no/a.json"], 64, /There is no folder 'no'/],
  ];
  const ends = await here.inOneProcess(refused.map(([words]) => ["merge", ...words]));
  for (const [i, [words, code, says]] of refused.entries()) {
    await t.step(`merge refuses '${words.join(" ")}'`, () => {
      const outcome = ends[i];
      assert.equal(outcome.code, code, outcome.stderr);
      assert.match(outcome.stderr, says);
      assert.equal(outcome.stdout, "");
    });
  }
});
