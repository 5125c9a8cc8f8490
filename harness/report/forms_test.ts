/** Properties of every form of the report. */
import assert from "node:assert/strict";
import { fault, judgementOf, sound } from "../check/testing/hand_written.ts";
import { reportOf } from "./form.ts";
import { reportForm, reportForms } from "./mod.ts";
import { aboutNothing, toResult } from "./result.ts";

Deno.test("every form renders a result and its copy from JSON to the same text, which ends with a line feed", async () => {
  const events = [...sound, ...fault("f", 5, 30, { touched: 0 })];
  const result = toResult(await judgementOf(events), aboutNothing);
  const readBack = JSON.parse(JSON.stringify(result));
  for (const form of reportForms) {
    const shown = form.render(reportOf(result));
    assert.equal(form.render(reportOf(readBack)), shown, form.name);
    assert(shown.endsWith("\n") && shown.includes("touched nothing"), form.name);
  }
});

Deno.test("a form is found by its name, and no two forms write the same file", () => {
  for (const form of reportForms) assert.equal(reportForm(form.name), form);
  const files = reportForms.flatMap(({ file }) => file ?? []);
  assert.equal(new Set(files).size, files.length);
  assert.deepEqual(files, ["report.html"]);
  assert.throws(() => reportForm("smoke"));
});

Deno.test("the JSON form is indented, or on one line if it is compact", async () => {
  const result = toResult(await judgementOf(sound), aboutNothing);
  const json = reportForm("json");
  assert.equal(json.render(reportOf(result), { isCompact: true }), `${JSON.stringify(result)}\n`);
  assert.equal(json.render(reportOf(result)), `${JSON.stringify(result, null, 2)}\n`);
});
