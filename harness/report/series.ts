/** Turns curves into charts, faults into bands, and a chart into a short table. */
import type { Curves } from "../history/curves.ts";
import type { Result } from "./result.ts";
import { visible } from "./visible.ts";
import { type Catalogue, en } from "./words/en/mod.ts";
import { whyIn } from "./words/why.ts";

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
  /** A promise's limit, in the chart's unit. */
  readonly limit?: { readonly value: number; readonly label: string };
}

/** A fault, as a band over time. */
export interface Band {
  readonly label: string;
  readonly fromS: number;
  /** Null where the history does not say when the fault ended. */
  readonly toS: number | null;
  readonly effective: boolean;
  /** True where no hazard came while it lasted, as far as that can be seen. */
  readonly isHollow: boolean;
}

/** A hazard, as a mark over time. */
export interface Mark {
  readonly label: string;
  readonly atS: number;
}

export const marksOf = ({ hazards }: Curves): Mark[] =>
  (hazards ?? []).map(({ name, atMs }) => ({ label: name, atS: seconds(atMs) }));

/** A hazard may be written a little before its fault's begin, or after its end. */
const besideMs = 500;

/** True where no hazard came in this time; false where that cannot be seen. */
function isHollow(hazards: Curves["hazards"], fromMs: number, toMs: number | null): boolean {
  if (hazards === null) return false;
  const isIn = (ms: number) => ms >= fromMs - besideMs && ms <= (toMs ?? Infinity) + besideMs;
  return !hazards.some(({ atMs }) => isIn(atMs));
}

/** Returns the bands in the order of the result. A fault without any time has no band. */
export function bandsOf(
  { faults }: Result,
  hazards: Curves["hazards"],
  words: Catalogue = en,
): Band[] {
  return faults.flatMap((fault) => {
    const { name, target, beginMs, endMs, effective } = fault;
    const fromMs = beginMs ?? endMs;
    if (fromMs === null) return [];
    const what = name.endsWith(target) ? name : `${name} ${target}`;
    const why = whyNothing(fault, words);
    const label = why === null ? what : `${what}: ${brief(why)}`;
    return [{
      label,
      fromS: fromMs / 1_000,
      toS: endMs === null ? null : endMs / 1_000,
      effective,
      isHollow: isHollow(hazards, fromMs, endMs),
    }];
  });
}

/** A canvas shows one language: a reason that stays English has the words for all such reasons. */
function whyNothing({ why, finding }: Result["faults"][number], words: Catalogue): string | null {
  if (why === null) return null;
  const clause = whyIn(words, visible(why), finding === null ? [] : [finding]);
  return typeof clause === "string" ? clause : words.faults.provesNothing;
}

/** A label has room only for the beginning of a reason. */
const brief = (why: string) => why.length > 60 ? `${why.slice(0, 59)}…` : why;

/**
 * Returns the charts that have at least one known value.
 *
 * @param waitLimitMs the limit of `bounded-wait`, where it is promised
 */
export function chartsOf(
  curves: Curves,
  { charts: words }: Catalogue = en,
  waitLimitMs: number | null = null,
): Chart[] {
  const endS = seconds(curves.committed.length * curves.bucketMs);
  return [flow, latency, waiting, again, memory].map((chart) => chart(curves, words))
    .map((chart) => ({ ...chart, lines: chart.lines.filter(({ values }) => values.some(isKnown)) }))
    .filter(({ lines }) => lines.length > 0)
    .map((chart) => overAllTime(withoutEmptyRows(chart), endS))
    .map((chart) => chart.id === "latency" ? { ...chart, ...limited(waitLimitMs, words) } : chart);
}

const limited = (ms: number | null, { latency }: Words): Pick<Chart, "limit"> =>
  ms === null ? {} : { limit: { value: ms, label: latency.limit(ms) } };

/** The limit of `bounded-wait` in milliseconds; null where it is not promised. */
export function waitLimitOf({ promises }: Result): number | null {
  const findings = promises.find(({ name }) => name === "bounded-wait")?.findings ?? [];
  const limit = findings.find(({ limitMs }) => typeof limitMs === "number")?.limitMs;
  return typeof limit === "number" ? limit : null;
}

type Words = Catalogue["charts"];

const isKnown = (value: number | null | undefined) => value !== null && value !== undefined;

function flow(
  { bucketMs, committed, sent, sentAgain, applied }: Curves,
  { flow: words }: Words,
): Chart {
  return {
    id: "flow",
    title: words.title,
    note: words.note(sentAgain),
    unit: "count",
    isLogarithmic: false,
    atS: [0, ...committed.map((_, i) => seconds((i + 1) * bucketMs))],
    lines: [
      countLine(words.committed, 1, committed),
      countLine(words.sent, 2, sent, true),
      countLine(words.applied, 3, applied),
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

function latency({ bucketMs, caller, endToEnd }: Curves, { latency: words }: Words): Chart {
  // A logarithmic axis has no zero. Times below 0.1 ms only show how the readings of two clocks differ.
  const shown = (values: readonly (number | null)[]) =>
    values.map((ms) => ms === null ? null : Math.max(0.1, rounded(ms)));
  return {
    id: "latency",
    title: words.title,
    note: words.note(bucketMs),
    unit: "ms",
    isLogarithmic: true,
    atS: caller.p50.map((_, i) => seconds((i + 0.5) * bucketMs)),
    lines: [
      { label: `${words.caller} p50`, color: 1, dashed: false, values: shown(caller.p50) },
      { label: `${words.caller} p99`, color: 1, dashed: true, values: shown(caller.p99) },
      { label: `${words.endToEnd} p50`, color: 3, dashed: false, values: shown(endToEnd.p50) },
      { label: `${words.endToEnd} p99`, color: 3, dashed: true, values: shown(endToEnd.p99) },
    ],
  };
}

function waiting(
  { bucketMs, committed, applied, samples }: Curves,
  { waiting: words }: Words,
): Chart {
  const [ins, outs] = [cumulated(committed).slice(1), cumulated(applied).slice(1)];
  const underWay = applied.some((n) => n > 0) ? ins.map((n, i) => Math.max(0, n - outs[i])) : [];
  const several = samples.filter(({ backlog }) => backlog.some(isKnown)).length > 1;
  const label = (what: string, role: string) => several ? `${what} ${role}` : what;
  return {
    id: "waiting",
    title: words.title,
    note: words.note,
    unit: "count",
    isLogarithmic: false,
    atS: committed.map((_, i) => seconds((i + 0.5) * bucketMs)),
    lines: [
      { label: words.underWay, color: 1, dashed: false, values: underWay },
      ...samples.flatMap(({ role, backlog, lag }) => [
        { label: label(words.backlog, role), color: 2, dashed: false, values: backlog },
        { label: label(words.lag, role), color: 4, dashed: true, values: lag },
      ]),
    ],
  };
}

function again({ bucketMs, redelivered, setAside }: Curves, { again: words }: Words): Chart {
  return {
    id: "again",
    title: words.title,
    note: words.note,
    unit: "count",
    isLogarithmic: false,
    atS: [0, ...redelivered.map((_, i) => seconds((i + 1) * bucketMs))],
    lines: [countLine(words.redelivered, 4, redelivered), countLine(words.setAside, 2, setAside)],
  };
}

function memory({ bucketMs, committed, samples }: Curves, { memory: words }: Words): Chart {
  return {
    id: "memory",
    title: words.title,
    note: words.note,
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
