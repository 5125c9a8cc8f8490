import assert from "node:assert/strict";
import type { Claim } from "../contract/lab.ts";
import {
  commit,
  drained,
  effect,
  type Event,
  fault,
  happy,
  invoke,
  judged,
  meta,
  ok,
  sound,
  verdicts,
} from "./testing/hand_written.ts";

Deno.test("the reason says that a fault began after the load, and how long after", async () => {
  const why = async (...events: Event[]) => (await judged([...sound, ...events])).faults[0].why;
  // The last of three is planned at 20, and has its effect at 70.
  assert.equal(
    await why(...fault("f", 80, 90)),
    "met no operation under way (it began 60 ms after the end of the load)",
  );
  assert.equal(
    await why(...fault("f", 25, 90, { touched: 0 })),
    "touched nothing (it began 5 ms after the end of the load)",
  );
  assert.equal(await why(...fault("f", 20, 90, { touched: 0 })), "touched nothing");
  assert.equal(await why(...fault("f", 25, 30)), null, "the last operation is still under way");
});

Deno.test("a fault is effective if it touched something while an operation was under way", async () => {
  // Planned at 0, 10, 20; effects at 50, 60, 70.
  const effective = async (events: Event[], base: Event[] = sound) => {
    const judgement = await judged([...base, ...events]);
    assert.equal(
      judgement.verdict,
      judgement.faults.every((f) => f.effective) ? "kept" : "unknown",
    );
    return judgement.faults.map((f) => f.effective);
  };
  assert.deepEqual(await effective(fault("f", 5, 30)), [true]);
  assert.deepEqual(await effective(fault("f", 5, 30, { touched: 0 })), [false]);
  assert.deepEqual(await effective(fault("f", 5, 30, { touched: undefined })), [false]);
  assert.deepEqual(await effective(fault("f", 69, 75)), [true]);
  assert.deepEqual(
    await effective(fault("f", 70, 75)),
    [false],
    "all effects came before the fault's begin",
  );
  assert.deepEqual(
    await effective(fault("f", -5, 0)),
    [false],
    "the fault ended before anything was planned",
  );
  assert.deepEqual(await effective(fault("f", -5, 0.5)), [true]);
  assert.deepEqual(await effective(fault("f", 5, 30).slice(0, 1)), [false], "it has no end");
  assert.deepEqual(await effective(fault("f", 5, 30).slice(1)), [false], "it has no begin");
  assert.deepEqual(await effective([...fault("f", 5, 30), ...fault("g", 80, 90)]), [true, false]);
  // An operation that was refused, dropped or set aside long ago is not under way.
  const idle: Event[] = [
    ...sound,
    ...[{ ...invoke(3), at: 1, planned: 1 }, { ...ok(3), kind: "fail", at: 4 }],
    { at: 2, kind: "drop", op: 4, planned: 2 },
  ];
  assert.deepEqual(await effective(fault("f", 80, 90), idle), [false]);
  assert.deepEqual(await effective(fault("f", 3, 90), idle), [true]);
  // A second effect does not keep an operation under way; a second target does.
  const two = [
    ...sound,
    { ...effect(1, 5, "mail"), at: 100 },
    effect(0, 4, "mail"),
    effect(2, 6, "mail"),
  ]
    .map((event) => event.kind === "meta" ? { ...event, targets: ["points", "mail"] } : event);
  assert.deepEqual(await effective(fault("f", 80, 90), two), [true]);
  // Where the database has no times, an operation planned during the fault was under way.
  const timeless = sound.map((event) => event.kind === "effect" ? { ...event, at: null } : event);
  assert.deepEqual(await effective(fault("f", 15, 30), timeless), [true]);
  assert.deepEqual(await effective(fault("f", 25, 30), timeless), [false]);
});

Deno.test("a kill ends when the restarted process is ready", async () => {
  const process = (at: number, phase: string, role = "relay") => ({
    at,
    kind: "process",
    role,
    phase,
  });
  const events = [
    ...sound,
    ...fault("f", 12, 30),
    ...[process(1, "ready"), process(12, "exit"), process(31, "start"), process(45, "ready")],
    ...[process(40, "ready", "points"), process(800, "exit")],
  ];
  const [killed] = (await judged(events)).faults;
  assert.equal(killed.endMs, 45);
  const renamed = events.map((event) =>
    event.kind === "fault" ? { ...event, name: "pause-relay" } : event
  );
  assert.equal((await judged(renamed)).faults[0].endMs, 30);
});

Deno.test("under a fault that a promise does not cover, an anomaly is observed and the promise does not apply", async () => {
  const claims: Claim[] = [{ name: "no-loss", under: ["kill-relay"] }, {
    name: "no-duplicate",
    under: "any",
  }];
  const lossy = [meta, ...happy(0), invoke(1), commit(1), ok(1), drained];
  const inside = await judged([...lossy, ...fault("f", 5, 30)], { claims });
  assert.equal(inside.verdict, "broken");
  assert.equal(inside.anomalies.lost.standing, "broken");
  const outside = await judged([...lossy, ...fault("f", 5, 30, {}, "kill-broker")], { claims });
  assert.equal(outside.verdict, "kept");
  assert.equal(outside.anomalies.lost.standing, "observed");
  assert.deepEqual(verdicts(outside), { "no-duplicate": "kept" });
  assert.deepEqual(outside.notApplicable.map(({ claim, fault }) => [claim.name, fault]), [[
    "no-loss",
    "kill-broker",
  ]]);
  // `seen` says whether the exception for that fault was needed.
  assert.deepEqual(outside.notApplicable.map(({ seen }) => seen), [true]);
  const none = await judged([...lossy, ...fault("f", 5, 30, {}, "kill-broker")], {
    claims: claims.slice(0, 1),
  });
  assert.equal(none.verdict, "unknown");
});

Deno.test("a promise with exceptions holds under every other fault, even one that does not exist yet", async () => {
  const [under, except] = [["kill-relay"], [
    "kill-broker",
    "lose-ack login-broker",
    "crash points",
  ]];
  const claims: Claim[] = [{ name: "no-loss", under, except }];
  const lossy = [meta, ...happy(0), invoke(1), commit(1), ok(1), drained];
  const verdictUnder = async (name: string, fields = {}) =>
    (await judged(
      [...lossy, ...fault("f", 5, 30, {}, name).map((event) => ({ ...event, ...fields }))],
      { claims },
    )).verdict;
  assert.equal(await verdictUnder("kill-relay"), "broken");
  assert.equal(await verdictUnder("a-fault-of-next-year"), "broken");
  assert.equal(await verdictUnder("kill-broker"), "unknown");
  assert.equal(await verdictUnder("lose-ack", { target: "login-broker" }), "unknown");
  assert.equal(await verdictUnder("lose-ack", { target: "acknowledgement" }), "broken");
  assert.equal(await verdictUnder("crash", { target: "points:after-ack" }), "unknown");
  assert.equal(await verdictUnder("crash", { target: "relay:after-ack" }), "broken");
});

Deno.test("latency, recovery and outage have the values computed by hand", async () => {
  const events = [...sound, ...fault("f", 12, 30)];
  const { latencyMs, recoveryMs, outageMs } = await judged(events);
  assert.equal(latencyMs.caller!.all.count, 3);
  assert.deepEqual([
    latencyMs.caller!.before.count,
    latencyMs.caller!.during.count,
    latencyMs.caller!.after.count,
  ], [1, 2, 0]);
  assert.deepEqual(latencyMs.caller!.after, {
    count: 0,
    p50: null,
    p90: null,
    p99: null,
    p999: null,
    p9999: null,
    max: null,
  });
  assert.deepEqual(latencyMs.endToEnd!.all, {
    count: 3,
    p50: 48,
    p90: 48,
    p99: 48,
    p999: 48,
    p9999: 48,
    max: 48,
  });
  assert.deepEqual([recoveryMs, outageMs], [40, 10]);
  const timeless = events.map((event) => event.kind === "effect" ? { ...event, at: null } : event);
  const unknown = await judged(timeless);
  assert.deepEqual([unknown.latencyMs.endToEnd, unknown.recoveryMs], [null, null]);
  assert.equal((await judged(sound)).recoveryMs, null);
  assert.equal((await judged([...sound, ...fault("f", 60, 500)])).recoveryMs, 0);
});

Deno.test("events of one run in several files, in any order, give the same judgement", async () => {
  const whole = await judged([...sound, ...fault("f", 12, 30)]);
  const [a, b] = [0, 1].map((rest) =>
    [...sound, ...fault("f", 12, 30)].filter((_, i) => i % 2 === rest).reverse()
  );
  assert.deepEqual(await judged([b, a]), whole);
});

Deno.test("an operation with a single known time begins then, also if one of two targets lacks its effect", async () => {
  const two = { ...meta, targets: ["points", "coupon"] };
  // No event says when operation 3 was planned: its effect at 500 is its first known time.
  const late = { ...effect(3), at: 500 };
  const { faults: [early] } = await judged([
    ...[two, { ...commit(3), at: null }, late],
    ...[...fault("f", 20, 50), drained],
  ]);
  assert.equal(early.effective, false);
});
