/** Business days and their deadlines, by hand. */
import assert from "node:assert/strict";
import { coverOf } from "./fault_cover.ts";
import { file, stop } from "./testing/feed_cases.ts";
import {
  commit,
  drained,
  effect,
  type Event,
  fault,
  invoke,
  judged,
  ok,
  sound,
} from "./testing/hand_written.ts";

const claims = [{ name: "on-time", under: "any" as const }];
const [first, second] = ["2026-03-28", "2026-03-29"].map((date) => ({
  date,
  loaded: (at: number | null, fields: Event = {}) => file("loaded", { at, date, ...fields }),
  /** Its stops: a check and a deadline. */
  passes: (check: number | null, deadline: number | null) => [
    stop("schedule", 10, { date }),
    stop("check", check, { date }),
    stop("deadline", deadline, { date }),
  ],
}));
/** An operation in flight, so that a fault has one to affect. */
const slow = [invoke(3), commit(3), ok(3), { ...effect(3), at: 880 }];
const days = [...slow, ...first.passes(100, 200), ...second.passes(300, 400)];

async function verdictOf(more: Event[], events = sound, haltsUnder: string[] = []) {
  const { promises: [{ verdict, why }] } = await judged([...events, ...more], {
    claims,
    haltsUnder,
  });
  return [verdict, why];
}

Deno.test("a day is loaded at its deadline or before, by any of its files", async () => {
  const onTime = ["kept", "2 business days loaded by deadline"];
  const late = [
    "broken",
    "1 business day late: 2026-03-29 was loaded 0.5 ms after its deadline, which passed at 400 ms",
  ];
  assert.deepEqual(await verdictOf([...days, first.loaded(7), second.loaded(400)]), onTime);
  assert.deepEqual(await verdictOf([...days, first.loaded(7), second.loaded(400.5)]), late);
  const again = [first.loaded(900), first.loaded(150, { attempt: 2 }), second.loaded(380)];
  assert.deepEqual(await verdictOf([...days, ...again]), onTime, "a later attempt came in time");
  assert.deepEqual(await verdictOf([...days, first.loaded(7)]), [
    "broken",
    "1 business day late: 2026-03-29 was not loaded, and its deadline passed at 400 ms",
  ]);
  const elsewhere = [file("sent", { at: 1 }), file("done"), file("inbox"), file("rejected")];
  const verdicts = await verdictOf([...days, first.loaded(7), ...elsewhere]);
  assert.equal(verdicts[0], "broken", "only what is loaded counts");
  assert.equal((await verdictOf([...days, first.loaded(7), first.loaded(8)]))[0], "broken");
});

Deno.test("only days whose deadline has passed are judged", async () => {
  const open = second.passes(300, 400).slice(0, 2);
  assert.deepEqual(await verdictOf([...first.passes(100, 200), first.loaded(7), ...open]), [
    "kept",
    "1 business day loaded by deadline",
  ]);
  const none = ["unknown", "the business clock passed no deadline"];
  assert.deepEqual(await verdictOf([]), none);
  assert.deepEqual(await verdictOf([...open, second.loaded(7)]), none);
});

Deno.test("a day after the load is not counted, but must be on time too", async () => {
  const later = second.passes(300, 400).map((event) => ({ ...event, isAfterLoad: true }));
  const events = [...slow, ...first.passes(100, 200), ...later, first.loaded(7)];
  assert.deepEqual(await verdictOf([...events, second.loaded(400)]), [
    ...["kept", "1 business day loaded by deadline"],
  ]);
  assert.equal((await verdictOf(events))[0], "broken");
});

Deno.test("a day is left out where a fault lasted from its check to its deadline", async () => {
  const leftOut = "left out, because a fault lasted from its check to its deadline: ";
  const outlasting: Event[][] = [
    fault("f", 300, 400),
    fault("f", 20, 900, {}, "kill-target"),
    [...fault("f", 290, 350), ...fault("g", 350, 410, {}, "pause-target")],
    // The last one alone would not reach the deadline; the second adds nothing.
    [...fault("f", 40, 390), ...fault("g", 310, 320), ...fault("h", 380, 400, {}, "pause-target")],
  ];
  for (const [i, faults] of outlasting.entries()) {
    const [verdict, why] = await verdictOf([...days, first.loaded(7), ...faults]);
    const names = ["kill-relay", "kill-target", "kill-relay, pause-target"][Math.min(i, 2)];
    assert.equal(why, `1 business day loaded by deadline; ${leftOut}2026-03-29 (${names})`);
    assert.equal(verdict, "kept");
  }
  const shorter: Event[][] = [
    fault("f", 301, 900),
    fault("f", 5, 399),
    [...fault("f", 290, 350), ...fault("g", 351, 410)],
    [...fault("f", 5, 290), ...fault("g", 400, 410)],
  ];
  for (const faults of shorter) {
    const [verdict, why] = await verdictOf([...days, first.loaded(7), ...faults]);
    assert.equal(verdict, "broken");
    assert.match(why, /2026-03-29 was not loaded, and its deadline passed at 400 ms$/);
  }
});

Deno.test("a day loaded in time under a fault is on time, and one late day breaks the promise", async () => {
  const always = fault("f", 20, 900);
  assert.deepEqual(await verdictOf([...days, ...always, first.loaded(7), second.loaded(350)]), [
    "kept",
    "2 business days loaded by deadline",
  ]);
  assert.deepEqual(await verdictOf([...days, ...always]), [
    "unknown",
    "no business day can be judged; left out, because a fault lasted from its check to its " +
    "deadline: 2026-03-28 (kill-relay), 2026-03-29 (kill-relay)",
  ]);
  const [verdict, why] = await verdictOf([...days, ...fault("f", 20, 250)]);
  assert.equal(verdict, "broken");
  assert.match(
    why,
    /^1 business day late: 2026-03-29 .*; left out, .*: 2026-03-28 \(kill-relay\)$/,
  );
});

Deno.test("a fault whose begin or end is not known may have outlasted the deadline", async () => {
  const verdicts = async (from: number, to: number) => {
    const halves = fault("f", from, to);
    const each = halves.map((half) => verdictOf([...days, first.loaded(7), half]));
    return (await Promise.all(each)).map(([verdict]) => verdict);
  };
  assert.deepEqual(await verdicts(320, 410), ["broken", "unknown"], "it began after the check");
  assert.deepEqual(await verdicts(200, 390), ["unknown", "broken"], "it ended before the deadline");
});

Deno.test("without a time it is not known whether a day came in time", async () => {
  const unknown = (date: string) =>
    "the history does not say when it was loaded, or when its check or deadline passed: " + date;
  const timeless = [...days, first.loaded(7), second.loaded(null)];
  assert.deepEqual(await verdictOf(timeless), ["unknown", unknown("2026-03-29")]);
  assert.deepEqual(await verdictOf([...timeless, second.loaded(500)]), [
    ...["unknown", unknown("2026-03-29")],
  ]);
  assert.equal((await verdictOf([...timeless, second.loaded(390)]))[0], "kept");
  const whenever = second.passes(300, null);
  assert.equal((await verdictOf([...whenever, second.loaded(7)]))[0], "unknown");
  assert.deepEqual(await verdictOf(whenever), [
    "broken",
    "1 business day late: 2026-03-29 was not loaded, and its deadline passed",
  ]);
  assert.equal((await verdictOf([...whenever, ...fault("f", 5, 9)]))[0], "unknown", "perhaps then");
  for (const stops of [second.passes(null, 400), [second.passes(0, 400)[2]]]) {
    assert.equal((await verdictOf(stops))[0], "broken", "no fault can have outlasted it");
    assert.equal((await verdictOf([...stops, ...fault("f", 5, 399)]))[0], "broken");
    const covered = [...stops, ...first.passes(100, 200), first.loaded(7), ...fault("f", 5, 400)];
    assert.deepEqual(await verdictOf([...slow, ...covered]), ["unknown", unknown("2026-03-29")]);
  }
});

Deno.test("a late day breaks the promise before the drain too, but not where a line cannot be read", async () => {
  const undrained = [...sound.slice(0, -1), { ...drained, complete: false, why: "backlog" }];
  assert.equal((await verdictOf([...days, first.loaded(7)], undrained))[0], "broken");
  const inTime = [...days, first.loaded(7), second.loaded(400)];
  assert.equal((await verdictOf(inTime, undrained))[0], "unknown");
  const [verdict, why] = await verdictOf([...days, first.loaded(7), { kind: "ok", op: -1 }]);
  assert.equal(verdict, "unknown");
  assert.match(why, /but a line that cannot be read may say that it was loaded$/);
});

Deno.test("after a halt that the variant allows no deadline is judged", async () => {
  const halt: Event[] = [
    ...fault("f", 5, 50),
    { at: 60, kind: "halted", role: "relay", why: "the host key is another" },
  ];
  const events = [...sound, ...days, first.loaded(7), ...halt];
  const { promises, notJudged } = await judged(events, { claims, haltsUnder: ["kill-relay"] });
  assert.deepEqual(promises, []);
  assert.deepEqual(notJudged.map(({ name }) => name), ["on-time"]);
});

Deno.test("a deadline that passes while roles end proves nothing", async () => {
  const after = second.passes(300, 900.5);
  const why = "1 business day late by a deadline that passed after all was drained: 2026-03-29";
  assert.deepEqual(await verdictOf(after), ["unknown", why]);
  assert.equal((await verdictOf([...after, second.loaded(900.5)]))[0], "kept");
  assert.equal((await verdictOf([...after, ...first.passes(100, 200)]))[0], "broken");
  assert.equal((await verdictOf(second.passes(300, 900)))[0], "broken");
});

Deno.test("a day that is late after a halt is undecided, one that was late before is late", async () => {
  const halt = (at: number | null): Event[] => [
    { at, kind: "halted", role: "relay", why: "the host key is another" },
  ];
  for (const at of [250, 400, null]) {
    const [verdict, why] = await verdictOf([...days, first.loaded(7), ...halt(at)]);
    assert.equal(verdict, "unknown");
    assert.match(
      why,
      /; 1 business day late since relay halted \(the host key is another\): 2026-03-29$/,
    );
  }
  const early = await verdictOf([...days, ...halt(250)]);
  assert.match(early.join(": "), /^broken: 1 business day late: 2026-03-28 was not loaded/);
  assert.equal((await verdictOf([...days, first.loaded(7), ...halt(401)]))[0], "broken");
  const timeless = [...second.passes(300, null), ...halt(900)];
  assert.match((await verdictOf(timeless))[1], /; 1 business day late since relay halted/);
});

Deno.test("many late days are counted, and the first are named", async () => {
  const dates = Array.from({ length: 12 }, (_, i) => `2026-04-${i + 10}`);
  const stops = dates.map((date) => stop("deadline", 100, { date }));
  const { promises: [{ reasons: [{ days, count }], why }] } = await judged(
    [...sound, ...stops],
    { claims },
  );
  assert.deepEqual([count, (days as unknown[]).length], [12, 10]);
  assert.match(why, /^12 business days late: 2026-04-10 was .*; and 9 more business days$/);
});

Deno.test("faults cover a time where one was in force at each of its moments", () => {
  const one = (beginMs: number | null, endMs: number | null, name = `${beginMs}`) => ({
    ...{ id: name, name, target: "relay", beginMs, endMs, touched: 1 },
    ...{ misled: null, ineffective: null, passes: null, by: null, still: null, moved: [] },
  });
  const cover = (...spans: [number | null, number | null][]) =>
    coverOf(spans.map(([begin, end]) => one(begin, end)), 10, 20);
  assert.deepEqual(cover([10, 20]), ["10"]);
  assert.deepEqual(cover([0, 15], [9, 21]), ["9"], "one alone is named alone");
  assert.deepEqual(cover([15, 20], [0, 15]), ["0", "15"]);
  assert.deepEqual(cover([0, 30], [30, 40], [5, 6]), ["0"]);
  assert.deepEqual(cover([null, 12], [12, null]), ["null", "12"]);
  assert.deepEqual(cover([null, null]), ["null"]);
  for (const spans of [[], [[0, 9]], [[11, 30]], [[0, 19.9]], [[0, 14], [14.1, 30]], [[20, 30]]]) {
    assert.equal(cover(...spans as [number, number][]), null, JSON.stringify(spans));
  }
});
