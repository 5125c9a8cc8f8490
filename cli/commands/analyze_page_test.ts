/** The page of a run can be judged again: it carries the history, whole or in part. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { judge } from "../../harness/check/judge.ts";
import { defaultPromises } from "../../harness/check/mod.ts";
import {
  asRun,
  commit,
  drained,
  effect,
  type Event,
  happy,
  invoke,
  meta,
  ok,
} from "../../harness/check/testing/hand_written.ts";
import { Refusal } from "../../harness/errors.ts";
import { readHistory } from "../../harness/history/read.ts";
import { packHistory } from "../../harness/history/pack.ts";
import { reportOf } from "../../harness/report/form.ts";
import { html } from "../../harness/report/html.ts";
import { aboutNothing, toResult } from "../../harness/report/result.ts";
import { chosenOps } from "../../harness/run/page_history.ts";
import { openPage } from "../page_history.ts";

const claims = defaultPromises.map((name) => ({ name, under: "any" as const }));

/** Op 1 is lost, op 2 has two effects, op 4 overtakes op 3 and op 5 has another value. */
const events: Event[] = [
  ...[meta, ...happy(0), invoke(1), commit(1), ok(1), ...happy(2), effect(2, 9)],
  ...[3, 4].flatMap((op) => [
    { ...invoke(op), key: "zoë" },
    { ...commit(op), key: "zoë", seq: op },
    ok(op),
    { ...effect(op, 20 - op), key: "zoë", seq: op },
  ]),
  ...[invoke(5), commit(5), ok(5), { ...effect(5, 30), value: "another" }],
  drained,
];

interface Made {
  readonly runDir: string;
  readonly page: string;
}

/** @param isPart packs only the operations of anomalies, as for a run of a million */
async function withPage(isPart: boolean, use: (made: Made) => Promise<void>): Promise<void> {
  const runDir = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(runDir, "history"));
    await Deno.writeTextFile(join(runDir, "run.json"), "{}");
    for (const [name, list] of Object.entries(asRun(events))) {
      const lines = list.map((event) => JSON.stringify(event) + "\n").join("");
      await Deno.writeTextFile(join(runDir, "history", name), lines);
    }
    const facts = await readHistory(runDir);
    const result = toResult(judge(facts, { claims, minimumOperations: 1 }), aboutNothing);
    const history = await packHistory(runDir, isPart ? chosenOps(result, facts) : null);
    const page = join(runDir, "report.html");
    await Deno.writeTextFile(page, html.render({ ...reportOf(result), history }));
    await use({ runDir, page });
  } finally {
    await Deno.remove(runDir, { recursive: true });
  }
}

async function verdictsIn(path: string): Promise<Record<string, string>> {
  await using page = await openPage(path);
  const { runDir, isPart } = page!;
  const { promises } = judge(await readHistory(runDir), { claims, minimumOperations: 1, isPart });
  return Object.fromEntries(promises.map(({ name, verdict }) => [name, verdict]));
}

const broken = {
  "no-loss": "broken",
  "no-duplicate": "broken",
  "no-phantom": "kept",
  "order-per-key": "broken",
  "no-corruption": "broken",
};

Deno.test("a page with the whole history has the verdicts of its run, wherever it lies", async () => {
  await withPage(false, async ({ runDir, page }) => {
    await Deno.remove(join(runDir, "history"), { recursive: true });
    assert.deepEqual(await verdictsIn(page), broken);
  });
});

Deno.test("a part confirms duplicate, order and corruption, and decides nothing else", async () => {
  await withPage(true, async ({ runDir, page }) => {
    assert.deepEqual(await verdictsIn(page), broken, "in the folder of its run it is that run");
    const load = join(runDir, "history", "load.jsonl");
    await Deno.writeTextFile(load, await Deno.readTextFile(load) + "\n");
    const undecided = { "no-loss": "unknown", "no-phantom": "unknown" };
    assert.deepEqual(await verdictsIn(page), { ...broken, ...undecided });
  });
});

Deno.test("a page without a history, or with a torn one, is refused in one sentence", async () => {
  await withPage(false, async ({ page }) => {
    const text = await Deno.readTextFile(page);
    const torn = text.replace(/(id="history">.{200}).*?(<\/script>)/, "$1$2");
    for (
      const [changed, said] of [[torn, /cut off or changed/], ["<!doctype html>", /no history/]]
    ) {
      await Deno.writeTextFile(page, changed as string);
      await assert.rejects(openPage(page), (error: unknown) => {
        assert(error instanceof Refusal && error.code === 65);
        assert.match(error.message, said as RegExp);
        return true;
      });
    }
    assert.equal(await openPage(join(page, "..", "run.json")), null);
  });
});
