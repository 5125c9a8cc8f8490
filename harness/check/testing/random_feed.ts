/** Random histories of a feed of files: business days, their stops, files and totals. */
import fc from "fast-check";
import type { Event } from "./random_slips.ts";

const days = ["2026-03-28", "2026-03-29", "2026-10-25"];
/** Few times, so that many of them are equal. */
const time = fc.constantFrom(10, 20, 30, 40, 50, 60);
const maybeTime = fc.option(time, { freq: 12 });

/** The clock passes each stop once. */
const stopsOf = (date: string): fc.Arbitrary<Event[]> =>
  fc.tuple(
    maybeTime,
    maybeTime,
    fc.subarray(["schedule", "check", "deadline", "deadline"]),
    fc.constantFrom(undefined, undefined, false, true),
  ).map(
    ([checkAt, deadlineAt, names, isAfterLoad]) =>
      [...new Set(names)].map((name) => ({
        kind: "clock",
        at: name === "check" ? checkAt : deadlineAt,
        name,
        date,
        business: `${date}T22:00:00Z`,
        ...(isAfterLoad !== undefined && { isAfterLoad }),
      })),
  );

const states = ["sent", "sent", "loaded", "loaded", "loaded"];
const places = ["inbox", "done", "rejected", "aside", "lost"];

const filesOf = (date: string): fc.Arbitrary<Event[]> =>
  fc.array(
    fc.record({
      kind: fc.constant("file"),
      at: maybeTime,
      date: fc.constant(date),
      attempt: fc.constantFrom(1, 1, 2),
      name: fc.constantFrom("a.csv", "b.csv"),
      state: fc.constantFrom(...states, ...places),
    }),
    { maxLength: 4 },
  );

/** As doubles, two of them are equal. */
const sums = fc.constantFrom("210", "210", "9007199254740992", "9007199254740993", "-0");

const totalsOf = (date: string): fc.Arbitrary<Event[]> =>
  fc.record({
    count: fc.nat(3),
    sum: sums,
    xor: fc.constantFrom("7", "9007199254740993", "-4"),
    slip: fc.constantFrom("none", "none", "none", "one side", "sum", "xor", "rejected", "parts"),
    isThere: fc.constantFrom(true, true, true, false),
  }).chain(({ count, sum, xor, slip, isThere }) => {
    const side = (name: string, fields = {}): Event => (
      { kind: "totals", at: null, date, side: name, count, sum, xor, ...fields }
    );
    const nothing = { count: 0, sum: "0", xor: "0" };
    const other: Record<string, fc.Arbitrary<Event[]>> = {
      "none": fc.constant([side("target")]),
      "one side": fc.constantFrom([side("target", nothing)], []),
      "sum": sums.map((sum) => [side("target", { sum })]),
      "xor": fc.constantFrom("7", "9007199254740992").map((xor) => [side("target", { xor })]),
      "rejected": fc.constantFrom(count, count + 1).map((all) => [
        side("target", { ...nothing, count: Math.max(0, all - 1), rejected: Math.min(1, all) }),
      ]),
      "parts": fc.constantFrom("0", "7").map((xor) => [
        side("target"),
        side("target", { ...nothing, xor }),
      ]),
    };
    return other[slip].map((target) => isThere ? [side("query"), ...target] : []);
  });

/** What a history says of a feed. */
export const feeds: fc.Arbitrary<Event[]> = fc.subarray(days).chain((dates) =>
  fc.tuple(...dates.flatMap((date) => [stopsOf(date), filesOf(date), totalsOf(date)]))
).map((lists) => lists.flat());

/** It may lack its begin or its end. */
const fault = (id: number): fc.Arbitrary<Event[]> =>
  fc.record({
    from: fc.constantFrom(5, 10, 20, 30, 40),
    lasts: fc.constantFrom(5, 10, 20, 30, 55),
    has: fc.constantFrom("both", "both", "both", "both", "both", "both", "begin", "end"),
  }).map(({ from, lasts, has }) => {
    const strike = { kind: "fault", id: `f${id}`, name: "kill-relay", target: "relay" };
    return [
      ...(has === "end" ? [] : [{ ...strike, at: from, phase: "begin" }]),
      ...(has === "begin" ? [] : [{ ...strike, at: from + lasts, phase: "end", touched: 1 }]),
    ];
  });

const operation = (op: number): Event[] => {
  const fields = { op, key: "kim", value: "v", target: "points", seq: op + 1, n: op + 1 };
  return [
    { kind: "invoke", at: 1, planned: 1, ...fields },
    { kind: "commit", at: 2, ...fields },
    { kind: "ok", at: 3, op },
    { kind: "effect", at: 800, ...fields },
  ];
};

const halt = { kind: "halted", role: "relay", why: "the host key is another" };
const ends = fc.constantFrom<Event[]>(
  [{ kind: "drained", at: 900, complete: true, why: "quiet" }],
  [{ kind: "drained", at: 30, complete: true, why: "too early" }],
  [{ kind: "drained", at: 900, complete: false, why: "halt", atRest: true }],
  [{ kind: "drained", at: 900, complete: false, why: "backlog" }],
);

/** The events of a history, in no order. */
export const feedEvents: fc.Arbitrary<Event[]> = fc.record({
  feed: feeds,
  faults: fc.nat(3).chain((count) =>
    fc.tuple(...Array.from({ length: count }, (_, i) => fault(i)))
  ),
  haltedAt: fc.constantFrom<(number | null)[]>([], [], [35], [70], [null]),
  end: ends,
}).chain(({ feed, faults, haltedAt, end }) => {
  const events = [
    { kind: "meta", at: 0, schema: 1, truth: "commit", targets: ["points"] },
    ...operation(0),
    ...feed,
    ...faults.flat(),
    ...haltedAt.map((at) => ({ ...halt, at })),
    ...end,
  ];
  return fc.shuffledSubarray(events, { minLength: events.length });
});
