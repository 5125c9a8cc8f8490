/** The funnel in the terminal and on the page. */
import assert from "node:assert/strict";
import {
  commit,
  drained,
  effect,
  type Event,
  happy,
  invoke,
  judgementOf,
  meta,
  ok,
} from "../check/testing/hand_written.ts";
import { reportOf } from "./form.ts";
import { html } from "./html.ts";
import { aboutNothing, type Result, resultSchema, toResult } from "./result.ts";
import { text } from "./text.ts";

const dropped: Event = { at: 30, kind: "drop", op: 3, planned: 30 };
const events: Event[] = [
  ...[meta, ...happy(0), effect(0, 9), invoke(1), commit(1), ok(1)],
  ...[invoke(2), { at: 25, kind: "fail", op: 2 }, dropped, drained],
];

const resultOf = async (all: Event[]): Promise<Result> =>
  toResult(await judgementOf(all), aboutNothing);

Deno.test("the text has one line for each hop at which operations stopped", async () => {
  const lines = text.render(reportOf(await resultOf(events))).split("\n");
  const from = lines.findIndex((line) => line.startsWith("  funnel"));
  assert.deepEqual(lines.slice(from, from + 3).map((line) => line.slice(17).trim()), [
    "callers  4 came: 1 dropped; 1 failed; 2 went on",
    "source   2 came: 1 lost; 1 went on",
    "target   1 came: 1 applied, more than once",
  ]);
  assert(!text.render(reportOf(await resultOf(events)), { isBrief: true }).includes("funnel"));
});

Deno.test("each bin of the page opens its operations", async () => {
  const page = html.render(reportOf(await resultOf(events)));
  assert.match(page, /4 planned = 1 dropped \+ 1 failed \+ 1 lost \+ 1 applied\./);
  assert.match(page, /<details class="bin lost"><summary>1 lost<\/summary>[^]*?"ops">1<\/p>/);
  assert.match(page, /more than once<\/summary>\s*<p>[^<]* 1 further effects?\.</);
});

Deno.test("a result of an earlier version has no funnel, and is still read", async () => {
  const { funnel: _, businessDays: __, ...earlier } = await resultOf(events);
  const result = resultSchema.parse(earlier);
  assert.equal(result.funnel, null);
  assert(!text.render(reportOf(result)).includes("funnel"));
  assert(!html.render(reportOf(result)).includes('id="funnel"'));
});
