/** Turns curves into charts, faults into bands, and a chart into a short table. */
import type { Curves } from "../history/curves.ts";
import type { Result } from "./result.ts";
import { visible } from "./visible.ts";

export interface ChartLine {
  readonly label: string;
  /** Number of the line's colour, from 1. */
  readonly color: number;
  readonly dashed: boolean;
  /** Null where the value is not known. */
  readonly values: readonly (number | null)[];
}

export interface Chart {
  readonly id: "flow" | "latency" | "waiting" | "again" | "memory";
  readonly title: string;
  /** Says what the chart shows. */
  readonly note: string;
  readonly unit: "count" | "ms" | "MiB";
  readonly isLogarithmic: boolean;
  /** Seconds since the start of the run, one for each value. */
  readonly atS: readonly number[];
  readonly lines: readonly ChartLine[];
}

/** A fault, as a band over time. */
export interface Band {
  readonly label: string;
  readonly fromS: number;
  /** Null where the history does not say when the fault ended. */
  readonly toS: number | null;
  readonly effective: boolean;
}

/** Returns the bands in the order of the result. A fault without any time has no band. */
export function bandsOf({ faults }: Result): Band[] {
  return faults.flatMap(({ name, target, beginMs, endMs, effective, why }) => {
    const fromMs = beginMs ?? endMs;
    if (fromMs === null) return [];
    const what = name.endsWith(target) ? name : `${name} ${target}`;
    const label = why === null ? what : `${what}: ${brief(visible(why))}`;
    return [{
      label,
      fromS: fromMs / 1_000,
      toS: endMs === null ? null : endMs / 1_000,
      effective,
    }];
  });
}

/** A label has room only for the beginning of a reason. */
const brief = (why: string) => why.length > 60 ? `${why.slice(0, 59)}…` : why;

/** Returns the charts that have at least one known value. */
export function chartsOf(curves: Curves): Chart[] {
  const endS = seconds(curves.committed.length * curves.bucketMs);
  return [flow(curves), latency(curves), waiting(curves), again(curves), memory(curves)]
    .map((chart) => ({ ...chart, lines: chart.lines.filter(({ values }) => values.some(isKnown)) }))
    .filter(({ lines }) => lines.length > 0)
    .map((chart) => overAllTime(withoutEmptyRows(chart), endS));
}

const isKnown = (value: number | null | undefined) => value !== null && value !== undefined;

function flow({ bucketMs, committed, sent, sentAgain, applied }: Curves): Chart {
  return {
    id: "flow",
    title: "Committed, sent, applied",
    note: "Counted up from the start; sent counts an operation once" +
      (sentAgain > 0 ? `, ${sentAgain} more sends were repetitions. ` : ". ") +
      "Committed above applied: operations are under way, or lost. Applied above committed: " +
      "operations were applied twice, or never happened.",
    unit: "count",
    isLogarithmic: false,
    atS: [0, ...committed.map((_, i) => seconds((i + 1) * bucketMs))],
    lines: [
      countLine("committed", 1, committed),
      countLine("sent", 2, sent, true),
      countLine("applied", 3, applied),
    ],
  };
}

/** Counts up from the start. A count that stays 0 has no values, so no line is drawn. */
const countLine = (label: string, color: number, counts: readonly number[], dashed = false) => (
  { label, color, dashed, values: counts.some((n) => n > 0) ? cumulated(counts) : [] }
);

function cumulated(counts: readonly number[]): number[] {
  let total = 0;
  return [0, ...counts.map((count) => total += count)];
}

function latency({ bucketMs, caller, endToEnd }: Curves): Chart {
  // A logarithmic axis has no zero. Times below 0.1 ms only show how the readings of two clocks differ.
  const shown = (values: readonly (number | null)[]) =>
    values.map((ms) => ms === null ? null : Math.max(0.1, rounded(ms)));
  return {
    id: "latency",
    title: "Latency",
    note: "Caller: from the planned send to the answer, drawn at the planned send. End to end: " +
      "from the commit to the effect, drawn at the commit. " +
      `Each point is ${bucketMs} ms of operations; the axis is logarithmic.`,
    unit: "ms",
    isLogarithmic: true,
    atS: caller.p50.map((_, i) => seconds((i + 0.5) * bucketMs)),
    lines: [
      { label: "caller p50", color: 1, dashed: false, values: shown(caller.p50) },
      { label: "caller p99", color: 1, dashed: true, values: shown(caller.p99) },
      { label: "end to end p50", color: 3, dashed: false, values: shown(endToEnd.p50) },
      { label: "end to end p99", color: 3, dashed: true, values: shown(endToEnd.p99) },
    ],
  };
}

function waiting({ bucketMs, committed, applied, samples }: Curves): Chart {
  const [ins, outs] = [cumulated(committed).slice(1), cumulated(applied).slice(1)];
  const underWay = applied.some((n) => n > 0) ? ins.map((n, i) => Math.max(0, n - outs[i])) : [];
  const several = samples.filter(({ backlog }) => backlog.some(isKnown)).length > 1;
  const label = (what: string, role: string) => several ? `${what} ${role}` : what;
  return {
    id: "waiting",
    title: "What waits",
    note: "Committed, not applied: operations wherever they wait, also in a process's memory. " +
      "Backlog: what the sender would still pick up; consumer lag: what the consumer has not " +
      "acknowledged; both sampled four times a second.",
    unit: "count",
    isLogarithmic: false,
    atS: committed.map((_, i) => seconds((i + 0.5) * bucketMs)),
    lines: [
      { label: "committed, not applied", color: 1, dashed: false, values: underWay },
      ...samples.flatMap(({ role, backlog, lag }) => [
        { label: label("backlog", role), color: 2, dashed: false, values: backlog },
        { label: label("consumer lag", role), color: 4, dashed: true, values: lag },
      ]),
    ],
  };
}

function again({ bucketMs, redelivered, setAside }: Curves): Chart {
  return {
    id: "again",
    title: "Handed out again, set aside",
    note:
      "Counted up from the start: deliveries after the first of an operation and consumer, and " +
      "operations that were set aside, in a dead-letter queue or a table.",
    unit: "count",
    isLogarithmic: false,
    atS: [0, ...redelivered.map((_, i) => seconds((i + 1) * bucketMs))],
    lines: [countLine("redelivered", 4, redelivered), countLine("set aside", 2, setAside)],
  };
}

function memory({ bucketMs, committed, samples }: Curves): Chart {
  return {
    id: "memory",
    title: "Memory",
    note: "Resident memory of each role's process, sampled four times a second.",
    unit: "MiB",
    isLogarithmic: false,
    atS: committed.map((_, i) => seconds((i + 0.5) * bucketMs)),
    lines: samples.map(({ role, rssBytes }, index) => ({
      label: role,
      color: index % 6 + 1,
      dashed: index % 12 >= 6,
      values: rssBytes.map((bytes) => bytes === null ? null : rounded(bytes / 2 ** 20)),
    })),
  };
}

/** Removes rows without a value: a second has up to ten buckets, but only four samples. */
function withoutEmptyRows(chart: Chart): Chart {
  const kept = chart.atS.flatMap((_, i) => isEmptyRow(chart, i) ? [] : [i]);
  return {
    ...chart,
    atS: kept.map((i) => chart.atS[i]),
    lines: chart.lines.map((line) => ({ ...line, values: kept.map((i) => line.values[i]) })),
  };
}

function isEmptyRow({ lines }: Chart, row: number): boolean {
  return !lines.some(({ values }) => isKnown(values[row]));
}

/** Extends the chart from 0 to the end of the history, so that charts line up on the page. */
function overAllTime(chart: Chart, endS: number): Chart {
  const before = chart.atS[0] > 0 ? [null] : [];
  const after = chart.atS[chart.atS.length - 1] < endS ? [null] : [];
  return {
    ...chart,
    atS: [...before.map(() => 0), ...chart.atS, ...after.map(() => endS)],
    lines: chart.lines.map((line) => ({
      ...line,
      values: [...before, ...line.values, ...after],
    })),
  };
}

/**
 * Returns every n-th row of the chart, always with the last one.
 *
 * @param most how many rows to return at most
 */
export function rowsOf(
  chart: Chart,
  most = 20,
): { atS: number; values: (number | null)[] }[] {
  const rows = chart.atS.flatMap((atS, i) =>
    isEmptyRow(chart, i) ? [] : [{ atS, values: chart.lines.map(({ values }) => values[i]) }]
  );
  const step = Math.max(1, Math.ceil(rows.length / most));
  return rows.filter((_, i) => (rows.length - 1 - i) % step === 0);
}

const seconds = (ms: number) => Number((ms / 1_000).toFixed(3));
const rounded = (value: number) => Number(value.toPrecision(4));
