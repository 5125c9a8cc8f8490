import type { UnconditionalPromise } from "../contract/lab.ts";
import { fileMissing, receiverAway } from "../contract/hazards.ts";
import type { Facts, FaultFact, StopFact } from "../history/facts.ts";
import { type Examination, undecided } from "./checker.ts";
import { type Evidence, Tally } from "./evidence.ts";
import { coverOf } from "./fault_cover.ts";
import { microseconds } from "./latency.ts";
import type { Says } from "./phrase.ts";

export type OnTimePhrase =
  | Says<"no-deadline-passed">
  | Says<"days-on-time", { days: number; leftOut: readonly OutlastedDay[] }>
  | Says<"days-late", LateDays>
  /** The days seem late, but a line that cannot be read may say that they were loaded. */
  | Says<"days-perhaps-late", LateDays>
  /** The days were late, but their deadline passed after the drain, when roles end. */
  | Says<"days-late-after-the-end", { count: number; dates: readonly string[] }>
  /** The days were late after `role`, the first to halt, had halted; `why` is its own sentence. */
  | Says<
    "days-late-after-halt",
    { count: number; dates: readonly string[] } & { role: string; why: string }
  >
  /** The history does not say when the days were loaded, or when the clock passed their stops. */
  | Says<"day-times-unknown", { count: number; dates: readonly string[] }>
  | Says<"every-day-left-out", { leftOut: readonly OutlastedDay[] }>;

/** `count` days are late; `days` has the first of them. */
export type LateDays = {
  readonly count: number;
  readonly days: readonly LateDay[];
  readonly leftOut: readonly OutlastedDay[];
};

export type LateDay = {
  readonly date: string;
  /** When the business clock passed its deadline; null where the history does not say. */
  readonly deadlineMs: number | null;
  /** How much later it was loaded; null where it never was. */
  readonly lateMs: number | null;
};

/** A day that is left out: these faults lasted from its check to its deadline, without a pause. */
export type OutlastedDay = { readonly date: string; readonly faults: readonly string[] };

type Day =
  | { readonly state: "on time" | "unknown"; readonly date: string }
  | {
    readonly state: "late" | "after halt" | "after the end";
    readonly date: string;
    readonly late: LateDay;
  }
  | { readonly state: "left out"; readonly date: string; readonly outlasted: OutlastedDay };

const daysNamed = 10;

export const onTime: UnconditionalPromise & Examination<OnTimePhrase> = {
  name: "on-time",
  holds: "always",
  threatenedBy: [fileMissing, receiverAway],
  summary: "Each business day is loaded by its deadline, unless a fault outlasts it.",
  anomaly: null,
  examine({ facts, isWhole }) {
    const deadlines = facts.clock.filter(({ name }) => name === "deadline");
    if (deadlines.length === 0) return undecided({ code: "no-deadline-passed" });
    const afterLoad = new Set(
      deadlines.filter(({ isAfterLoad }) => isAfterLoad).map(({ date }) => date),
    );
    const days = deadlines.map((deadline) => dayOf(facts, deadline));
    const late = days.flatMap((day) => day.state === "late" ? [day.late] : []);
    const leftOut = days.flatMap((day) => day.state === "left out" ? [day.outlasted] : []);
    if (late.length > 0) {
      const those = { count: late.length, days: late.slice(0, daysNamed), leftOut };
      if (!isWhole) return undecided({ code: "days-perhaps-late", ...those });
      const tally = new Tally();
      // Days belong to no operation.
      tally.count = late.length;
      return { tally, seen: { code: "days-late", ...those }, undecided: [] };
    }
    // A day after the load must be on time too, but nobody planned a row for it.
    const onTime = days.filter(({ state, date }) => state === "on time" && !afterLoad.has(date));
    const doubts = doubtsOf(days, facts);
    if (onTime.length === 0 && doubts.length === 0) {
      return undecided({ code: "every-day-left-out", leftOut });
    }
    const seen: OnTimePhrase = { code: "days-on-time", days: onTime.length, leftOut };
    return { tally: new Tally(), seen, undecided: doubts };
  },
};

/** How many days had no loaded file when the business clock passed their check. */
export function missingAtCheck({ facts: { clock, files } }: Evidence): number {
  // A feed without files has none to miss.
  if (files.length === 0) return 0;
  return clock.filter(({ name, date, atMs: checkMs }) => {
    if (name !== "check" || checkMs === null) return false;
    const loads = files.filter((file) => file.date === date).flatMap(({ loadedMs }) => loadedMs);
    return !loads.some((atMs) => atMs !== null && atMs <= checkMs);
  }).length;
}

function doubtsOf(days: readonly Day[], { halts }: Facts): OnTimePhrase[] {
  const those = (state: Day["state"]) => {
    const dates = days.filter((day) => day.state === state).map(({ date }) => date);
    return { count: dates.length, dates: dates.slice(0, daysNamed) };
  };
  const [afterHalt, unknown] = [those("after halt"), those("unknown")];
  const afterEnd = those("after the end");
  const doubts: OnTimePhrase[] = [];
  if (afterHalt.count > 0) {
    const [{ role, why }] = halts;
    doubts.push({ code: "days-late-after-halt", ...afterHalt, role, why });
  }
  if (afterEnd.count > 0) doubts.push({ code: "days-late-after-the-end", ...afterEnd });
  if (unknown.count > 0) doubts.push({ code: "day-times-unknown", ...unknown });
  return doubts;
}

function dayOf(facts: Facts, { date, atMs: deadlineMs }: StopFact): Day {
  const { clock, files, faults, halts, drained } = facts;
  const loads = files.filter((file) => file.date === date).flatMap(({ loadedMs }) => loadedMs);
  const known = loads.filter((atMs) => atMs !== null);
  const first = known.reduce((a, b) => Math.min(a, b), Infinity);
  if (first <= (deadlineMs ?? -Infinity)) return { state: "on time", date };
  if (loads.length > 0 && (deadlineMs === null || known.length < loads.length)) {
    return { state: "unknown", date };
  }
  const checkMs = clock.find((stop) => stop.date === date && stop.name === "check")?.atMs ?? null;
  const cover = coverOfDay(faults, checkMs, deadlineMs);
  if (cover === "unknown") return { state: "unknown", date };
  if (cover !== null) return { state: "left out", date, outlasted: { date, faults: cover } };
  const lateMs = loads.length === 0 ? null : microseconds(first - deadlineMs!);
  const late = { date, deadlineMs, lateMs };
  // A halted role leaves its work undone: the day may be late for that reason alone.
  const isAfterHalt = halts.some(({ atMs }) => (atMs ?? -Infinity) <= (deadlineMs ?? Infinity));
  if (isAfterHalt) return { state: "after halt", date, late };
  const isAfterTheEnd = (deadlineMs ?? -Infinity) > (drained?.atMs ?? Infinity);
  return { state: isAfterTheEnd ? "after the end" : "late", date, late };
}

/** Names the faults that lasted from the check to the deadline; null where there was a pause. */
function coverOfDay(
  faults: readonly FaultFact[],
  checkMs: number | null,
  deadlineMs: number | null,
): readonly string[] | "unknown" | null {
  if (deadlineMs === null) return faults.length === 0 ? null : "unknown";
  const fromMs = Math.min(checkMs ?? deadlineMs, deadlineMs);
  const cover = coverOf(faults, fromMs, deadlineMs);
  // A fault that was in force at the deadline may have begun after the check.
  return cover !== null && checkMs === null ? "unknown" : cover;
}
