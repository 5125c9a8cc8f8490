/** Verdicts on a feed of files, from the definitions alone; see `naive_judge.ts`. */
import type { NaiveEnd, NaiveFinding } from "./naive_copies.ts";
import type { Fault } from "./naive_fault.ts";
import { type Event, numberOf } from "./naive_story.ts";

/** The findings of the promises that can be judged at this end. */
export function naiveFeed(faults: Fault[], end: NaiveEnd): NaiveFinding[] {
  return [
    ...(end.isHonestEnd ? [] : [
      { name: "on-time", ...naiveOnTime(faults, end) },
      { name: "totals-agree", ...naiveTotals(end) },
    ]),
    { name: "nothing-unread-removed", ...naiveRemoved(end) },
  ];
}

function naiveOnTime(faults: Fault[], { events, unreadable }: NaiveEnd) {
  const stops = events.filter(({ kind }) => kind === "clock");
  const saidAt = events.filter(({ kind }) => kind === "drained").map(({ at }) => numberOf(at));
  const dates = [
    ...new Set(stops.filter(({ name }) => name === "deadline").map(({ date }) => date as string)),
  ];
  const days = dates.map((date) => {
    const timeOf = (stop: string) =>
      numberOf(stops.find((one) => one.date === date && one.name === stop)?.at);
    const loads = events.filter((one) =>
      one.kind === "file" && one.date === date && one.state === "loaded"
    ).map(({ at }) => numberOf(at));
    const deadline = timeOf("deadline");
    const is = dayOf(loads, timeOf("check"), deadline, faults);
    // Without both times the halt may have come first.
    const hasHalted = events.filter(({ kind }) => kind === "halted").some(({ at }) =>
      numberOf(at) === null || deadline === null || numberOf(at)! <= deadline
    );
    const isOver = deadline !== null && saidAt.length > 0 &&
      saidAt.every((at) => at !== null && at < deadline);
    return is === "late" && (hasHalted || isOver) ? "unknown" : is;
  });
  const isLate = days.includes("late");
  const isPlanned = (date: string) =>
    !stops.some((one) => one.date === date && one.name === "deadline" && one.isAfterLoad === true);
  return {
    isBroken: isLate && unreadable === 0,
    isDecided: !isLate && !days.includes("unknown") &&
      days.some((is, i) => is === "on time" && isPlanned(dates[i])),
  };
}

function dayOf(
  loads: (number | null)[],
  check: number | null,
  deadline: number | null,
  faults: Fault[],
): "on time" | "late" | "left out" | "unknown" {
  if (loads.some((at) => at !== null && deadline !== null && at <= deadline)) return "on time";
  if (loads.length > 0 && (deadline === null || loads.includes(null))) return "unknown";
  if (faults.length === 0) return "late";
  if (deadline === null) return "unknown";
  const from = check === null || check > deadline ? deadline : check;
  if (!isCovered(faults, from, deadline)) return "late";
  return check === null ? "unknown" : "left out";
}

/** True where some fault is in force at each moment. Between two marks nothing changes. */
function isCovered(faults: Fault[], from: number, to: number): boolean {
  const marks = [from, to, ...faults.flatMap(({ begin, end }) => [begin ?? from, end ?? to])]
    .filter((at) => at >= from && at <= to).sort((a, b) => a - b);
  const moments = marks.flatMap((at, i) => i === 0 ? [at] : [(marks[i - 1] + at) / 2, at]);
  return moments.every((at) =>
    faults.some(({ begin, end }) => (begin ?? at) <= at && (end ?? at) >= at)
  );
}

function naiveTotals({ events, isMissingForGood }: NaiveEnd) {
  const totals = events.filter(({ kind }) => kind === "totals");
  const differs = [...Map.groupBy(totals, ({ date }) => date).values()].some((day) => {
    const of = (wanted: string) => day.filter(({ side }) => side === wanted);
    const [query, target] = [of("query"), of("target")];
    const rows = (list: Event[], field: string) =>
      list.map((one) => BigInt((one[field] ?? 0) as number)).reduce((a, b) => a + b, 0n);
    const rejected = rows(target, "rejected");
    if (rows(query, "count") !== rows(target, "count") + rejected) return true;
    if (rejected > 0n) return false;
    const xor = (list: Event[]) => list.reduce((a, { xor }) => a ^ BigInt(xor as string), 0n);
    return rows(query, "sum") !== rows(target, "sum") || xor(query) !== xor(target);
  });
  return { isBroken: differs && isMissingForGood, isDecided: totals.length > 0 && !differs };
}

function naiveRemoved({ events, isAtRest }: NaiveEnd) {
  const files = events.filter(({ kind }) => kind === "file");
  const known = [
    ...Map.groupBy(files, ({ date, attempt }) => `${date} ${attempt}`).values(),
  ].map((list) => list.map(({ state }) => state));
  const sent = known.filter((states) => states.includes("sent"));
  const isGone = sent.some((states) => states.every((state) => state === "sent"));
  return { isBroken: isGone && isAtRest, isDecided: sent.length > 0 && !isGone };
}
