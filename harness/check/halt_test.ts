/** Hand-written histories of roles that halt: which halt is honest, and which promises are judged after it. */
import assert from "node:assert/strict";
import type { Claim } from "../contract/lab.ts";
import { readHistory } from "../history/read.ts";
import { reportOf } from "../report/form.ts";
import { aboutNothing, toResult } from "../report/result.ts";
import { text as textForm } from "../report/text.ts";
import { judge } from "./judge.ts";
import {
  all,
  asRun,
  commit,
  drained,
  effect,
  type Event,
  fault,
  happy,
  invoke,
  judged,
  judgementOf,
  meta,
  ok,
  verdicts,
  withRunFolder,
} from "./testing/hand_written.ts";

const why = "the slot is gone; a new snapshot is needed";
const halted = (at: number | null, role = "relay") => ({ at, kind: "halted", role, why });
const atRest = { ...drained, complete: false, why: `relay halted: ${why}`, atRest: true };

/** Operation 2 never arrives: the relay halted at 60, after a kill that lasted from 5 to 50. */
const stopped: Event[] = [meta, ...happy(0), ...happy(1), invoke(2), commit(2), ok(2), atRest];
const killed = fault("f", 5, 50);
const underKill = { haltsUnder: ["kill-relay"] };

const judgedAfter = {
  "no-duplicate": "kept",
  "no-phantom": "kept",
  "order-per-key": "kept",
  "no-corruption": "kept",
};
const unknown = Object.fromEntries(
  ["no-loss", ...Object.keys(judgedAfter)].map((name) => [name, "unknown"]),
);

Deno.test("after a halt under a fault that the variant names, promises about events that happened are judged", async () => {
  const judgement = await judged([...stopped, ...killed, halted(60)], underKill);
  assert.equal(judgement.verdict, "kept");
  assert.deepEqual(verdicts(judgement), judgedAfter);
  assert.deepEqual(judgement.notJudged.map(({ name }) => name), ["no-loss"]);
  assert.deepEqual(judgement.doubts, []);
  assert.deepEqual(judgement.halts, [{ role: "relay", why, atMs: 60, under: "kill-relay" }]);
  assert.equal(judgement.anomalies.lost.count, 0);
  assert.equal(judgement.anomalies.pending.count, 1);
});

Deno.test("a role may halt after a crash at a failpoint that the variant names", async () => {
  const crash = killed.map((event) => ({ ...event, name: "crash", target: "relay:after-mark" }));
  const verdict = async (...haltsUnder: string[]) =>
    (await judged([...stopped, ...crash, halted(60)], { haltsUnder })).verdict;
  assert.equal(await verdict("crash relay"), "kept");
  assert.equal(await verdict("crash relay:after-mark"), "kept");
  assert.equal(await verdict("crash points", "kill-relay"), "unknown");
});

Deno.test("after any other halt, every promise that is not broken is unknown", async () => {
  const doubtsOf = async (events: Event[], haltsUnder: string[]) => {
    const judgement = await judged([...stopped, ...events], { haltsUnder });
    assert.deepEqual(verdicts(judgement), unknown);
    assert.deepEqual(judgement.notJudged, []);
    return judgement.doubts;
  };
  const allowed = "(it may halt under kill-relay, which had not struck before)";
  assert.deepEqual(await doubtsOf([...killed, halted(60)], []), [`relay halted: ${why}`]);
  assert.deepEqual(await doubtsOf([halted(0.1)], []), [`relay halted: ${why}`]);
  assert.deepEqual(await doubtsOf([...killed, halted(4.9)], underKill.haltsUnder), [
    `relay halted: ${why} ${allowed}`,
  ], "before the fault's begin");
  assert.deepEqual(await doubtsOf([...killed, halted(null)], underKill.haltsUnder), [
    `relay halted: ${why} ${allowed}`,
  ], "the time of the halt is not known");
  const idle = fault("f", 5, 50, { ineffective: "it had done nothing" });
  assert.deepEqual(await doubtsOf([...idle, halted(60)], underKill.haltsUnder), [
    `relay halted: ${why} ${allowed}`,
    "a fault proves nothing: kill-relay: it had done nothing",
  ], "the fault was not effective");
  assert.equal((await doubtsOf([...killed, halted(60)], ["kill-broker"])).length, 1);
});

Deno.test("each of two halts must come after a fault that the variant names", async () => {
  const late = fault("g", 20, 30, {}, "kill-broker");
  const both = [...stopped, ...killed, ...late, halted(60), halted(10, "points#2")];
  const under = async (...haltsUnder: string[]) => await judged(both, { haltsUnder });
  assert.equal((await under("kill-relay")).verdict, "kept");
  const one = await under("kill-broker");
  assert.equal(one.verdict, "unknown");
  assert.deepEqual(one.halts.map(({ role, under }) => [role, under]), [
    ["points#2", null],
    ["relay", "kill-broker"],
  ]);
  assert.match(one.doubts.join(), /points#2 halted: /);
  assert.doesNotMatch(one.doubts.join(), /relay halted: /);
});

Deno.test("a broken promise stays broken after any halt", async () => {
  const twice = [...stopped, effect(0, 9)];
  for (const haltsUnder of [[], ["kill-relay"]]) {
    const judgement = await judged([...twice, ...killed, halted(60)], { haltsUnder });
    assert.equal(judgement.verdict, "broken");
    assert.equal(verdicts(judgement)["no-duplicate"], "broken");
  }
});

Deno.test("a halt is no drain: no operation counts as lost after it, even if the history says drained", async () => {
  const said = stopped.map((event) => event.kind === "drained" ? drained : event);
  const judgement = await judged([...said, halted(60)]);
  assert.deepEqual(verdicts(judgement), unknown);
  assert.equal(judgement.anomalies.lost.count, 0);
});

Deno.test("the rest of the system must come to rest after an honest halt", async () => {
  const busy = stopped.map((event) =>
    event.kind === "drained" ? { ...atRest, atRest: undefined } : event
  );
  const judgement = await judged([...busy, ...killed, halted(60)], underKill);
  assert.equal(judgement.verdict, "unknown");
  assert.deepEqual(judgement.doubts, [`not drained (relay halted: ${why})`]);
  // Without a halt `atRest` has no meaning.
  assert.equal((await judged([...stopped, ...killed], underKill)).verdict, "unknown");
});

Deno.test("a halt that leaves no promise to judge proves nothing", async () => {
  const claims: Claim[] = [{ name: "no-loss", under: "any" }];
  const judgement = await judged([...stopped, ...killed, halted(60)], { claims, ...underKill });
  assert.equal(judgement.verdict, "unknown");
  assert.deepEqual(judgement.promises, []);
});

Deno.test("a halted event in a role's own file is not believed", async () => {
  const events = [...stopped.slice(0, -1), effect(2), drained];
  const files = { ...asRun(events), "relay-1.jsonl": [halted(60)] };
  await withRunFolder(files, async (folder) => {
    const facts = await readHistory(folder);
    assert.deepEqual(facts.halts, []);
    assert.deepEqual(facts.unbelieved, [{ role: "relay", kind: "halted", count: 1 }]);
    assert.equal(judge(facts, { claims: all, minimumOperations: 1 }).verdict, "kept");
  });
  for (const file of ["load.jsonl", "audit.jsonl"]) {
    const parts = asRun(events);
    parts[file] = [...parts[file], halted(60)];
    await withRunFolder(parts, async (folder) => {
      assert.deepEqual((await readHistory(folder)).halts, []);
    });
  }
});

Deno.test("a halted line without a role, and an atRest that is no boolean, cannot be read", async () => {
  const nameless = await judged([...stopped, { at: 1, kind: "halted", why }]);
  assert.match(nameless.doubts[0], /cannot be read \(it is a halted event: it must have a role\)/);
  const wrong = await judged([...stopped, { ...atRest, atRest: "yes" }]);
  assert.match(wrong.doubts[0], /its atRest must be true or false/);
  const silent = await judged([...stopped, { at: 1, kind: "halted", role: "relay" }]);
  assert.equal(silent.halts[0].why, "it did not say why");
});

Deno.test("the text report names a halt, and the promises that are not judged after it", async () => {
  const text = async (haltsUnder: string[]) => {
    const judgement = await judgementOf([...stopped, ...killed, halted(60)], { haltsUnder });
    return textForm.render(reportOf(toResult(judgement, aboutNothing)));
  };
  const honest = await text(["kill-relay"]);
  assert.match(
    honest,
    /^KEPT {2}4 promises, 3 operations, through kill-relay; 1 of them not applied; relay halted: /,
  );
  assert.match(
    honest,
    /^ +halted +relay at 60 ms, after kill-relay: the slot is gone; a new snap/m,
  );
  assert.match(honest, /^ +note +no-loss is not judged after a halt$/m);
  const other = await text([]);
  assert.match(other, /^UNKNOWN {2}relay halted: the slot is gone; a new snapshot is needed\n/);
  assert.match(other, /^ +halted +relay at 60 ms: the slot is gone/m);
  assert.doesNotMatch(other, /not judged after/);
});
