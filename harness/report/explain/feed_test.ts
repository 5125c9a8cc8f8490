/** Hand-written feeds of files: the day of a row, its file, and the mistake that they show. */
import assert from "node:assert/strict";
import {
  commit,
  drained,
  effect,
  type Event,
  happy,
  invoke,
  meta,
  ok,
} from "../../check/testing/hand_written.ts";
import { explained, killed, lost, mistakeOf, proofOf, row, struck } from "./testing/events.ts";

const dates = ["2026-03-27", "2026-03-28", "2026-03-29"];
const schedule = (at: number, date: string, business: string): Event => (
  { at, kind: "clock", name: "schedule", date, business }
);
/** Schedules at 5, 30 and 60 ms, one business day apart. */
const stops = [5, 30, 60].map((at, i) => schedule(at, dates[i], `2026-03-${28 + i}T10:00:00Z`));
const totals = (date: string, side: string, count: number): Event => (
  { at: null, kind: "totals", date, side, count, sum: "0", xor: "0" }
);
const file = (date: string, state: string, at: number | null = null, attempt = 1): Event => (
  { at, kind: "file", date, attempt, name: `f-${date}-${attempt}`, state }
);
const feed = [
  meta,
  ...happy(0),
  ...stops,
  totals(dates[1], "query", 4),
  totals(dates[1], "target", 0),
];
const marked = (op: number, at: number): Event => ({ at, kind: "marked", op, where: "feed_rows" });
const feedRow = (op: number, business: string, state = "waiting"): Event =>
  row(op, String(op + 40), { where: "feed_rows", state, business });

Deno.test("a marked row: what became of the file of its day", async () => {
  const base = [...feed, ...lost, marked(1, 31), drained];
  const shown = async (...more: Event[]) => (await mistakeOf([...base, ...more]))?.code;
  const [, date] = dates;
  assert.equal(await shown(file(date, "sent"), file(date, "lost")), "file-not-asked-again");
  assert.equal(await shown(file(date, "sent"), ...killed("loader", 33)), "file-removed-unloaded");
  assert.equal(await shown(file(date, "aside"), file(date, "done")), "file-refused-unread");
  assert.equal(await shown(file(date, "aside")), "file-set-aside");
  assert.equal(await shown(file(date, "inbox")), "file-taken-unloaded");
  assert.equal(await shown(file(date, "loaded", 35)), "file-loaded-in-part");
  const whole = totals(date, "target", 4);
  assert.equal(await shown(file(date, "loaded", 35), whole), "file-taken-unloaded");
});

Deno.test("a row that no query took: too late, cut off, or outside of every window", async () => {
  const base = [...feed, drained];
  const late = [invoke(1), { ...commit(1), written: 28, at: 33 }, ok(1)];
  assert.deepEqual(
    await mistakeOf([...base, ...late, feedRow(1, "2026-03-28T12:00:00Z")]),
    { code: "committed-after-query", date: dates[1] },
  );
  assert.deepEqual(
    await mistakeOf([...base, ...late, feedRow(1, "2026-03-29T12:00:00Z")]),
    { code: "in-no-file", date: dates[2] },
    "its time lies behind the query that ran before its commit",
  );
  const inFlight = [invoke(1), { ...commit(1), written: 32, at: 33 }, ok(1)];
  assert.deepEqual(
    await mistakeOf([...base, ...inFlight, feedRow(1, "2026-03-28T12:00:00Z")]),
    { code: "late-for-query", date: dates[1] },
  );
  const own = [...lost, feedRow(1, "2026-03-28T12:00:00Z")];
  assert.deepEqual(await mistakeOf([...base, ...own]), { code: "in-no-file", date: dates[1] });
  const behind = [2, 3, 4].flatMap((op) => [
    { ...commit(op), at: 13 + op },
    feedRow(op, `2026-03-28T1${op}:00:00Z`),
  ]);
  const cut = await explained([...base, ...own, ...behind]);
  assert.deepEqual(cut.mistake, { code: "file-cut-off", date: dates[1] });
  assert(proofOf(cut).includes("other-left"));
  const taken = marked(3, 31);
  assert.deepEqual(
    await mistakeOf([...base, ...own, ...behind, taken]),
    { code: "in-no-file", date: dates[1] },
    "a row behind it was taken: the file does not end before it",
  );
});

Deno.test("a day of 25 hours: its window is named with its hours", async () => {
  const long = [...feed.filter(({ kind }) => kind !== "clock"), drained];
  const clock = [
    schedule(5, "2026-10-24", "2026-10-24T17:00:00Z"),
    schedule(30, "2026-10-25", "2026-10-25T18:00:00Z"),
  ];
  assert.deepEqual(
    await mistakeOf([...long, ...clock, ...lost, feedRow(1, "2026-10-24T17:30:00Z")]),
    { code: "left-out-of-window", date: "2026-10-25", hours: 25 },
  );
});

Deno.test("where nobody marks rows, a row without a mark proves nothing", async () => {
  const proves = async (...more: Event[]) =>
    (await explained([...feed, ...lost, feedRow(1, "2026-03-28T12:00:00Z"), drained, ...more]))
      .clauses.some(({ fact }) => fact.code === "not-marked");
  assert(!(await proves()));
  assert(await proves(marked(0, 31)));
});

Deno.test("two effects: from the files of one day, of two days, or from one file twice", async () => {
  const twice = [{ ...effect(1, 2), at: 35 }, { ...effect(1, 3), at: 65 }];
  const base = [...feed, ...lost, ...twice, drained];
  const [, first, second] = dates;
  const sameDay = [file(first, "loaded", 35), file(first, "loaded", 65, 2)];
  assert.deepEqual(await mistakeOf([...base, ...sameDay]), {
    code: "two-files-applied",
    first: `${first}, attempt 1`,
    second: `${first}, attempt 2`,
    sameDay: true,
  });
  const twoDays = [file(first, "loaded", 35), file(second, "loaded", 65)];
  assert.deepEqual(await mistakeOf([...base, ...twoDays]), {
    code: "two-files-applied",
    first: `${first}, attempt 1`,
    second: `${second}, attempt 1`,
    sameDay: false,
  });
  const crash = [...struck("crash", "loader:after-commit", 40), ...killed("loader", 41)];
  assert.deepEqual(await mistakeOf([...base, file(first, "loaded", 35), ...crash]), {
    code: "file-loaded-again",
    date: first,
  });
});

Deno.test("a row that its target rejected", async () => {
  const aside = { at: null, kind: "aside", op: 1, where: "rejected_rows", side: "consumer" };
  const rejected = { ...aside, reason: "no number" };
  const base = [...feed, ...lost, marked(1, 31), rejected, drained];
  assert.deepEqual(await mistakeOf(base, "lost"), {
    code: "set-aside-unasked",
    reason: "no number",
  });
  assert.deepEqual(await mistakeOf(base), null, "without a question, it was set aside on purpose");
});
