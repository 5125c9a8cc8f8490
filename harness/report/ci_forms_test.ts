/** The forms for CI, JUnit, Markdown and GitHub: what each verdict becomes, and hostile text. */
import assert from "node:assert/strict";
import {
  commit,
  fault,
  happy,
  invoke,
  judgementOf,
  ok,
  sound,
} from "../check/testing/hand_written.ts";
import { drained, meta } from "../check/testing/hand_written.ts";
import { readXml } from "../matrix/testing/read_xml.ts";
import { reportOf } from "./form.ts";
import { reportForm } from "./mod.ts";
import { aboutNothing, type Result, toResult } from "./result.ts";

const about = { ...aboutNothing, lab: "outbox", variant: "status", run: "r" };
const kept = toResult(await judgementOf(sound), about);
const lost = [meta, ...happy(0), invoke(1), commit(1), ok(1), drained];
const broken = toResult(await judgementOf(lost), about);
const idle = [...sound, ...fault("f", 5, 30, { touched: 0 })];
const unknown = toResult(await judgementOf(idle), about);

const render = (form: string, result: Result, repeat: string | null = null) =>
  reportForm(form).render({ ...reportOf(result), repeat });

Deno.test("JUnit has a test case for each promise: broken fails, undecided is an error", () => {
  const counted = (result: Result) => {
    const xml = render("junit", result);
    assert(readXml(xml));
    return /tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(xml)!.slice(1).map(Number);
  };
  assert.deepEqual(counted(kept), [kept.promises.length, 0, 0]);
  assert.deepEqual(counted(broken), [broken.promises.length, 1, 0]);
  const { length } = unknown.promises;
  assert.deepEqual(counted(unknown), [length, 0, length]);
  const none = { ...kept, promises: [], verdict: "unknown" as const };
  assert.deepEqual(counted(none), [1, 0, 1], "a run without a promise proves nothing");
  assert.match(render("junit", broken, "./asynclab run x"), /type="broken">.*\n\.\/asynclab run x/);
});

Deno.test("GitHub gets an error for each broken promise, a warning for each undecided one", () => {
  assert.match(render("github", broken), /^::error title=outbox\/status no-loss::1 operation lost/);
  assert.match(render("github", unknown), /^::warning title=outbox\/status no-loss::/);
  assert.match(render("github", kept), /^::notice title=outbox\/status kept::5 promises/);
  assert.equal(render("github", kept).split("\n").length, 2);
});

Deno.test("each form for CI says which kept promises nothing threatened", () => {
  const [first, second, ...others] = kept.promises;
  const none = { ...first, threatened: { count: 0, hazards: [] } };
  const hazards = [{ name: "redelivery", count: 2, source: "answers" }];
  const some = { ...second, threatened: { count: 2, hazards } };
  const unseen = others.map((one) => ({ ...one, threatened: null }));
  const result = { ...kept, promises: [none, some, ...unseen] };
  const xml = render("junit", result);
  assert(readXml(xml));
  assert.equal(xml.match(/<system-out>kept, not threatened<\/system-out>/g)?.length, 1);
  assert.match(render("markdown", result), /\n\| no-loss \| kept, not threatened \| /);
  assert.match(
    render("github", result),
    /\n::notice title=outbox\/status kept%2C not threatened::no-loss\n$/,
  );
});

Deno.test("Markdown has a row for each promise, anomaly and fault", () => {
  const page = render("markdown", broken, "./asynclab run outbox/status");
  assert.match(page, /^### BROKEN `outbox\/status`\n\n`no-loss: 1 operation lost/);
  assert.match(page, /\n\| no-loss \| broken \| `1 operation lost.*` \|\n/);
  assert.match(page, /\n\| lost \| 1 \| broken \| 1 \|\n/);
  assert.match(page, /\nRun it again:\n\n`\.\/asynclab run outbox\/status`\n/);
  assert.match(
    render("markdown", unknown),
    /\n\| `kill-relay on relay` \| 5 ms \| 30 ms \| `touched nothing`: proves nothing \|\n/,
  );
});

Deno.test("text of a history cannot break out of a form", () => {
  const hostile = "a|`b`\n::error::c<d>&\u001b[31m\u202e";
  const [first, ...others] = broken.promises;
  const result = { ...broken, variant: hostile, promises: [{ ...first, why: hostile }, ...others] };
  assert(readXml(render("junit", result, hostile)));
  for (const form of ["junit", "markdown", "github"]) {
    const text = render(form, result);
    for (const unseen of ["\u001b", "\u202e"]) assert(!text.includes(unseen), form);
    assert(!/^::error::c/m.test(text), form);
  }
  assert.match(render("markdown", result), /\| no-loss \| broken \| `` a\\\|`b`\\u\{a\}::error::c/);
});
