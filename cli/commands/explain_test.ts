/** `asynclab explain` on run folders by hand: it knows events alone. No server is started. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  all,
  asRun,
  commit,
  drained,
  type Event,
  happy,
  invoke,
  judgementOf,
  meta,
  ok,
  sound,
} from "../../harness/check/testing/hand_written.ts";
import type { Claim } from "../../harness/contract/lab.ts";
import { readXml } from "../../harness/matrix/testing/read_xml.ts";
import { explanationSchema } from "../../harness/report/explain/json.ts";
import { aboutNothing, toResult } from "../../harness/report/result.ts";
import { folder } from "../../testing/asynclab.ts";

const marked = { at: 13, kind: "marked", op: 1, where: "outbox" };
const send = { at: 4, kind: "send", op: 0, role: "relay", attempt: 1 };
const stored = { at: 5, kind: "stored", op: 0, topic: "t", partition: 0, offset: 0 };
/** A copy of a table that lacks a row: no operation is wrong. */
const copy = {
  ...{ at: null, kind: "replica", table: "logins", target: "points", rows: 3 },
  ...{ missing: 1, extra: 0, different: 0, first: ["2: not there"] },
};
const claims: Claim[] = [...all, { name: "replica-equal", under: "any" }];
const lost: Event[] = [meta, ...happy(0), stored, invoke(1), commit(1), ok(1), marked, drained];

Deno.test("asynclab explain explains an operation, and knows no variant", async (t) => {
  await using here = await folder();
  const runs = join(here.path, ".asynclab", "runs");
  const put = async (run: string, events: readonly Event[], variant: string) => {
    const dir = join(runs, run);
    await Deno.mkdir(join(dir, "history"), { recursive: true });
    const files = { ...asRun(events), "relay-1.jsonl": [send] };
    for (const [name, lines] of Object.entries(files)) {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      await Deno.writeTextFile(join(dir, "history", name), text);
    }
    const about = { ...aboutNothing, run, lab: "outbox", variant, breaks: null };
    const result = toResult(await judgementOf([...events], { claims }), about);
    await Deno.writeTextFile(join(dir, "result.json"), JSON.stringify(result));
    const plan = { run, lab: "outbox", broker: "kafka", variant, seed: 1, settings: { variant } };
    await Deno.writeTextFile(join(dir, "run.json"), JSON.stringify(plan));
  };
  await put("broken", lost, "mark-before-send");
  await put("renamed", lost, "unawaited-send");
  await put("kept", [...sound, { ...copy, missing: 0, first: [] }], "status");
  await put("copied", [...sound, copy], "snapshot");
  const said = async (...words: string[]) => {
    const { code, stdout, stderr } = await here.asynclab("explain", ...words);
    assert.deepEqual([code, stderr], [0, ""]);
    return stdout;
  };

  await t.step("the first anomaly of a broken run, and any operation by its number", async () => {
    const text = await said("broken");
    assert.match(text, /^Operation 1: lost\n/);
    assert.match(text, /\n {2}▸ 0\.013 s {2}It was marked in outbox\.\n/);
    assert.match(text, /\nThe mistake: it was marked as sent before it was sent, and then nobody /);
    assert.equal(await said("broken", "1"), text);
    assert.match(await said("broken", "0"), /^Operation 0: nothing is wrong with it\n/);
    assert.match(await said("kept", "2"), /^Operation 2: nothing is wrong with it\n/);
  });

  await t.step(
    "with another variant's name in the plan and the result, every form is the same",
    async () => {
      for (const format of ["text", "json", "svg"]) {
        const [one, other] = [
          await said("broken", "--format", format),
          await said("renamed", "--format", format),
        ];
        assert.equal(one, other, format);
        assert(!/mark-before-send|unawaited/.test(one));
      }
    },
  );

  await t.step("JSON has its schema, and SVG is one whole image", async () => {
    explanationSchema.parse(JSON.parse(await said("broken", "--format", "json")));
    const path = join(here.path, "op.svg");
    assert.equal(await said("broken", "--format", "svg", "--out", path), "");
    const svg = await Deno.readTextFile(path);
    assert.equal(readXml(svg).name, "svg");
    assert(!/href|url\(|<script/.test(svg), "nothing is fetched");
  });

  const refused: [words: string[], code: number, says: RegExp][] = [
    [
      ["kept"],
      64,
      /^asynclab: This run is kept, so it has no anomaly to explain; name an operation, /,
    ],
    [
      ["copied"],
      64,
      /^asynclab: No broken promise of this run names an operation \(replica-equal: .*logins.*\); name one, like 'asynclab /,
    ],
    [["broken", "77"], 64, /^asynclab: There is no operation 77 in this run; OP must be a number /],
    [["broken", "x"], 64, /^asynclab: OP cannot be 'x'; it must be a whole number from 0 on$/m],
    [["7", "broken"], 64, /^asynclab: The run comes first: say 'asynclab explain broken 7'$/m],
    [["brokn"], 66, /, or 'last' \(did you mean 'broken'\?\)$/m],
    [["outbox/last-id"], 66, /: it is a variant, which 'asynclab run outbox\/last-id' runs; name/],
    [["gone"], 66, /^asynclab: There is no run 'gone'; name one of /],
    [["broken", "--format", "html"], 64, /^asynclab: There is no form 'html' of an explanation\. /],
    [
      ["broken", "--out", "no/a"],
      64,
      /^asynclab: There is no folder 'no' for --out no\/a; run mkdir/,
    ],
  ];
  for (const [words, code, says] of refused) {
    await t.step(`explain refuses '${words.join(" ")}'`, async () => {
      const outcome = await here.asynclab("explain", ...words);
      assert.deepEqual([outcome.code, outcome.stdout], [code, ""], outcome.stderr);
      assert.match(outcome.stderr, says);
      assert.equal(outcome.stderr.trim().split("\n").length, 1);
    });
  }
});
