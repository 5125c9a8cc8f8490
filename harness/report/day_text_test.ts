/** The stories of business days, from the history to the text and the page. */
import assert from "node:assert/strict";
import { judge } from "../check/judge.ts";
import { promiseNames } from "../check/mod.ts";
import { file, stop, totals } from "../check/testing/feed_cases.ts";
import { asRun, judgementOf, sound, withRunFolder } from "../check/testing/hand_written.ts";
import { readHistory } from "../history/read.ts";
import { storyOf } from "../history/story.ts";
import { reportOf } from "./form.ts";
import { html } from "./html.ts";
import { aboutNothing, toResult } from "./result.ts";
import { storySubjects } from "./story_text.ts";
import { text } from "./text.ts";

Deno.test("the story of a late day tells when it was loaded, and when its deadline passed", async () => {
  const events = [
    ...sound,
    stop("deadline", 200),
    file("loaded", { at: 250 }),
    stop("check", 100),
    file("done"),
    stop("deadline", 90, { date: "2026-03-28" }),
    file("loaded", { at: 80, date: "2026-03-28" }),
  ];
  await withRunFolder(asRun(events), async (folder) => {
    const claims = promiseNames.map((name) => ({ name, under: "any" as const }));
    const facts = await readHistory(folder);
    const result = toResult(judge(facts, { claims, minimumOperations: 1 }), aboutNothing);
    assert.deepEqual(storySubjects(result), ["2026-03-29"]);
    const stories = await storyOf(folder, storySubjects(result));
    assert.match(
      text.render(reportOf(result, stories)),
      new RegExp(
        "\n {2}business day 2026-03-29: late" +
          "\n {4}100\\.000 ms {2}clock {4}name check, business 2026-03-30T22:00:00Z" +
          "\n {4}200\\.000 ms {2}clock {4}name deadline, business 2026-03-30T22:00:00Z" +
          "\n {4}250\\.000 ms {2}file {5}attempt 1, name points-2026-03-29-1.csv, state loaded" +
          "\n {7}no time {2}file {5}attempt 1, name points-2026-03-29-1.csv, state done" +
          "\n +loaded, but its deadline had passed before\n",
      ),
    );
    const page = html.render(reportOf(result, stories));
    assert.match(page, /<h3 id="business-day-2026-03-29">Business day 2026-03-29: late<\/h3>/);
  });
});

Deno.test("a day that breaks several promises has one story, and is no operation", async () => {
  const claims = ["on-time", "totals-agree", "nothing-unread-removed"]
    .map((name) => ({ name, under: "any" as const }));
  const odd = { kind: "x", date: 1 };
  const events = [...sound, stop("deadline", 9), totals("query"), file("sent"), odd];
  const result = toResult(await judgementOf(events, { claims }), aboutNothing);
  assert.deepEqual(storySubjects(result), ["2026-03-29"]);
  await withRunFolder(asRun([]), async (folder) => {
    await Deno.writeTextFile(
      `${folder}/history/audit.jsonl`,
      events.map((event) => `${JSON.stringify(event)}\n`).join(""),
    );
    assert.deepEqual((await storyOf(folder, [1])).get(1)!.map(({ kind }) => kind), [
      ...["commit", "effect"],
    ]);
    const shown = text.render(reportOf(result, await storyOf(folder, ["2026-03-29"])));
    assert.match(
      shown,
      /business day 2026-03-29: late, other totals in the target, a file is gone/,
    );
    assert.match(
      shown,
      new RegExp(
        " its deadline passed, and it was not loaded; the target does not have what the queries " +
          "found; a file was sent, and is neither loaded nor in a folder\n",
      ),
    );
  });
});
