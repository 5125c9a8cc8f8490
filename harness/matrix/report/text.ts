/** The text at the end of a check: the counts, then the cases that a person has to look at. */
import { type Paint, painter } from "../../report/paint.ts";
import { withVisibleText } from "../../report/visible.ts";
import { many } from "../../report/words/amounts.ts";
import { type Change, type Comparison, hasChanged } from "../baseline.ts";
import { standingOfAll } from "../outcome.ts";
import { type CaseResult, type CheckResult, nameOf, standingOf } from "../result.ts";
import type { ReportForm } from "../form.ts";
import { frequencyOf, repetitionsOf, worthOfSilence } from "./repetitions.ts";
import {
  elapsed,
  evidenceLines,
  evidenceNote,
  reasonOf,
  resumedNote,
  tallyOf,
  titleOf,
} from "./words.ts";

export const text: ReportForm = {
  name: "text",
  needsFile: true,
  render: (result, comparison) => describe(result, comparison, { color: false }),
};

/** Returns lines; the last one ends with a line feed too. */
export function describe(
  dirty: CheckResult,
  dirtyComparison: Comparison | null,
  { color }: { readonly color: boolean },
): string {
  const [result, comparison] = [withVisibleText(dirty), withVisibleText(dirtyComparison)];
  const paint = painter(color);
  const { cases } = result;
  const of = (standing: "wrong" | "unknown") => cases.filter((one) => standingOf(one) === standing);
  return [
    headline(result, paint),
    paint("dim", about(result)),
    ...section("wrong", of("wrong").flatMap((one) => trouble(one, "red", paint))),
    ...section("undecided", of("unknown").flatMap((one) => trouble(one, "yellow", paint))),
    ...section("not every time", cases.filter(isFickle).flatMap((one) => fickle(one, paint))),
    ...section("silence", silences(cases)),
    ...section("against the baseline", comparison === null ? [] : changes(comparison, paint)),
    ...section("exceptions not needed", unneeded(result)),
    ...section("kept, not threatened", evidenceLines(result)),
    ...section("slowest", slowest(cases)),
  ].join("\n") + "\n";
}

const headlines = {
  right: ["green", "RIGHT"],
  wrong: ["red", "WRONG"],
  unknown: ["yellow", "UNDECIDED"],
} as const;

function headline(result: CheckResult, paint: Paint): string {
  const [style, word] = headlines[standingOfAll(result)];
  return `${paint("bold", paint(style, word))}  ${tallyOf(result)}`;
}

function about(result: CheckResult): string {
  const median = medianOf(result.cases.map(({ wallMs }) => wallMs));
  return [
    titleOf(result),
    elapsed(result.wallMs),
    ...(median === null ? [] : [`median ${elapsed(median)} a case`]),
    ...[resumedNote(result), evidenceNote(result)].filter((note) => note !== null),
  ].join(" · ");
}

/** Null for an empty list. */
function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)];

function trouble(one: CaseResult, style: "red" | "yellow", paint: Paint): string[] {
  const repetitions = repetitionsOf(one);
  const isBroken = repetitions !== null && repetitions.brokenSeeds.length > 0;
  return [
    paint(style, nameOf(one)),
    `  ${reasonOf(one)}`,
    ...(isBroken ? [`  ${frequencyOf(repetitions)}`] : []),
    `  ${paint("dim", one.command)}`,
  ];
}

/** Whether a right case broke a promise in only some runs, or unexpectedly. */
function isFickle(one: CaseResult): boolean {
  const repetitions = repetitionsOf(one);
  if (repetitions === null || standingOf(one) !== "right") return false;
  const { runs, brokenSeeds: { length } } = repetitions;
  return length > 0 && (length < runs || one.expected !== "broken");
}

function fickle(one: CaseResult, paint: Paint): string[] {
  return [
    paint("yellow", nameOf(one)),
    `  ${frequencyOf(repetitionsOf(one)!)}`,
    `  ${paint("dim", one.command)}`,
  ];
}

/** A longer list tells the reader nothing. */
const mostNamed = 3;

/** For each number of runs one line: what the absence of a break proves, and the names of the cases. */
function silences(cases: readonly CaseResult[]): string[] {
  const silent = cases.filter((one) => repetitionsOf(one)?.brokenSeeds.length === 0);
  const byRuns = Map.groupBy(silent, (one) => repetitionsOf(one)!.runs);
  return [...byRuns].sort(([a], [b]) => a - b).map(([runs, cases]) => {
    const shown = cases.slice(0, mostNamed).map(nameOf).join(", ");
    const more = cases.length > mostNamed ? `, … (${many(cases.length, "case")})` : "";
    return `${worthOfSilence(runs)}  ${shown}${more}`;
  });
}

/** Exceptions that a variant may not need: their anomaly was never seen. */
const unneeded = ({ exceptions = [] }: CheckResult): string[] =>
  exceptions.filter(({ needed }) => needed === false)
    .map(({ lab, variant, broker, fault, promise, runs }) =>
      `${[`${lab}/${variant}`, ...(broker === null ? [] : [broker])].join(" ")}: ${promise} ` +
      `under ${fault}, not seen in ${many(runs, "effective run")}`
    );

const words = {
  ...{ right: "right", wrong: "wrong", unknown: "undecided" },
  tried: "nothing was expected",
} as const;

/** New cases that are right are only counted; of gone cases, at most this many are named. */
const mostGone = 10;

function changes(comparison: Comparison, paint: Paint): string[] {
  if (!hasChanged(comparison)) return ["nothing changed"];
  const { worse, better, fresh, gone } = comparison;
  const changed = ({ before, after }: Change) =>
    `${nameOf(after)}: ${words[standingOf(before)]} → ${words[standingOf(after)]}`;
  const unright = fresh.filter((one) => standingOf(one) !== "right");
  const right = fresh.length - unright.length;
  const more = gone.length - mostGone;
  return [
    ...worse.map((change) => `${paint("red", "worse ")}  ${changed(change)}`),
    ...better.map((change) => `${paint("green", "better")}  ${changed(change)}`),
    ...unright.map((one) => `new     ${nameOf(one)}: ${words[standingOf(one)]}`),
    ...(right > 0 ? [`new     ${many(right, "case")}, right`] : []),
    ...gone.slice(0, mostGone).map((one) => `${paint("yellow", "gone  ")}  ${nameOf(one)}`),
    ...(more > 0 ? [`${paint("yellow", "gone  ")}  ${more} more`] : []),
  ];
}

const mostSlow = 10;

function slowest(cases: readonly CaseResult[]): string[] {
  const slow = cases.toSorted((a, b) => b.wallMs - a.wallMs).slice(0, mostSlow);
  const width = Math.max(0, ...slow.map(({ wallMs }) => elapsed(wallMs).length));
  return slow.map((one) => `${elapsed(one.wallMs).padStart(width)}  ${nameOf(one)}`);
}
