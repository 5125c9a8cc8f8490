/** What a person reads after a run or an analysis: the verdict first, then what it stands on. */
import type { Callers } from "../check/callers.ts";
import type { Phase } from "../check/latency.ts";
import { anomalyNames, many } from "../check/evidence.ts";
import type { Judgement } from "../check/judge.ts";
import { duration } from "../check/units.ts";
import { type Paint, painter } from "./paint.ts";
import { nameOf, notPowerLoss, type Result } from "./result.ts";
import { notesOn, unshown } from "./notes.ts";
import { exampleOps, type Stories, storyLines, tellable } from "./story_text.ts";
import { visible } from "./visible.ts";

export interface DescribeOptions {
  readonly color: boolean;
  /** Adds what the result alone does not say: doubts, claims left out, lines cut off. */
  readonly judgement?: Judgement;
  /** Events of `exampleOps(result)`: one operation's own story for each broken promise. */
  readonly stories?: Stories;
}

export { duration, exampleOps };

/** Lines, the last one ended too. */
export function describe(dirty: Result, options: DescribeOptions): string {
  const paint = painter(options.color);
  const result = cleaned(dirty);
  const aside = options.judgement === undefined ? null : particulars(options.judgement);
  const rows: Row[] = [
    ...promiseRows(result, paint, aside?.doubts ?? []),
    null,
    ["operations", operations(result, aside)],
    ...targetRows(result),
    ...anomalyRows(result, paint),
    ...faultRows(result, paint, aside),
    ...result.halts.map((halt, index): Row => [index === 0 ? "halted" : "", inHalt(halt)]),
    ...timeRows(result, aside),
    ...noteRows(result, aside),
  ];
  return [
    headline(result, paint, aside),
    ...known(result).map((line) => paint("yellow", line)),
    ...about(result).map((line) => paint("dim", line)),
    "",
    ...table(rows),
    ...storyLines(result, options.stories ?? new Map(), paint),
    "",
    paint("dim", `${notPowerLoss}.`),
  ].join("\n") + "\n";
}

/** No or one line. */
function known(result: Result): string[] {
  const twin = unshown(result);
  return twin === null ? [] : [twin];
}

/** Of a judgement, what its result does not say. */
export interface Particulars {
  readonly doubts: readonly string[];
  readonly whyNot: readonly (string | null)[];
  readonly notApplicable: readonly { readonly name: string; readonly fault: string }[];
  readonly torn: readonly { readonly file: string; readonly line: number }[];
  /** Refused because the plan said that the business rolls them back. */
  readonly rolledBack: number;
  /** Which callers failed, in one clause; null where none did. */
  readonly callersFailed: string | null;
  readonly notes: readonly string[];
}

export function particulars(judgement: Judgement): Particulars {
  const { callers, doubts, faults, notApplicable, torn } = judgement;
  return cleaned({
    doubts,
    whyNot: faults.map(({ why }) => why),
    notApplicable: notApplicable.map(({ claim: { name }, fault }) => ({ name, fault })),
    torn: torn.map(({ file, line }) => ({ file, line })),
    rolledBack: callers.rolledBack,
    callersFailed: callersFailed(callers, faults.length > 0),
    notes: notesOn(judgement),
  });
}

/** `during 37 of 412, after 2 of 300`; null where none failed. */
function callersFailed(callers: Callers, hasFault: boolean): string | null {
  if (callers.all.failed === 0) return null;
  const phases = (["before", "during", "after"] as const).filter((phase) =>
    hasFault && callers[phase].failed > 0
  );
  const of = (phase: "all" | Phase) => `${callers[phase].failed} of ${callers[phase].count}`;
  return phases.length === 0
    ? of("all")
    : phases.map((phase) => `${phase} ${of(phase)}`).join(", ");
}

/** With visible characters alone: a foreign history must not steer the terminal. */
function cleaned<T>(value: T): T {
  const clean = (_: string, field: unknown) => typeof field === "string" ? visible(field) : field;
  return JSON.parse(JSON.stringify(value), clean);
}

const verdictColor = { kept: "green", broken: "red", unknown: "yellow" } as const;

function headline(result: Result, paint: Paint, aside: Particulars | null): string {
  const word = paint("bold", paint(verdictColor[result.verdict], result.verdict.toUpperCase()));
  return `${word}  ${because(result, aside)}`;
}

/** The verdict's reason in one line. */
export function because(result: Result, aside: Particulars | null): string {
  const broken = result.promises.filter(({ verdict }) => verdict === "broken");
  if (broken.length === 1) return `${broken[0].name}: ${plain(broken[0].why)}`;
  if (broken.length > 1) {
    const [first, ...others] = broken;
    const also = others.map(({ name }) => name).join(", ");
    return `${first.name}: ${plain(first.why)} (and ${also})`;
  }
  if (result.promises.length === 0) return "no promise applies here";
  if (result.verdict === "unknown") {
    const first = result.promises.find(({ verdict }) => verdict === "unknown")!;
    return aside?.doubts[0] ?? plain(first.why);
  }
  const under = new Set(result.faults.map(({ name }) => name));
  const through = under.size === 0 ? "without a fault" : `through ${[...under].join(", ")}`;
  const happened = Math.max(result.counts.committed, result.counts.acknowledged);
  const promises = many(result.promises.length, "promise");
  return `${promises}, ${many(happened, "operation")}, ${through}${observed(result)}${
    halted(result)
  }`;
}

/** What happened and was never promised away: a KEPT must not hide it. */
function observed({ anomalies }: Result): string {
  const seen = tellable.flatMap((name) => {
    const { count, standing } = anomalies[name];
    return standing === "observed" ? [`${count} ${anomalyWords[name] ?? name}`] : [];
  });
  return seen.length === 0 ? "" : `; observed, not promised away: ${seen.join(", ")}`;
}

/** What nobody did after that was not judged. */
const halted = ({ halts }: Result): string =>
  halts.map(({ role, why }) => `; ${role} halted: ${why}`).join("");

function about(result: Result): string[] {
  const parts: string[] = [];
  const name = nameOf(result);
  if (name !== null) parts.push(name);
  if (result.run !== null) parts.push(`run ${result.run}`);
  if (result.seed !== null) parts.push(`seed ${result.seed}`);
  if (result.runtime !== null) parts.push(result.runtime);
  const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version}`);
  if (versions.length > 0) parts.push(versions.join(", "));
  return parts.length === 0 ? [] : [parts.join(" · ")];
}

/** Without what is said once for all of them. */
export function plain(why: string): string {
  return why.endsWith(`; ${notPowerLoss}`) ? why.slice(0, -notPowerLoss.length - 2) : why;
}

/** A label and its text; null is an empty line. */
type Row = readonly [label: string, text: string] | null;

function table(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map((row) => row?.[0].length ?? 0));
  return rows.map((row) => row === null ? "" : `  ${row[0].padEnd(width)}  ${row[1]}`);
}

/** A longer list says nothing here; what does not apply has a note of its own. */
const mostNamed = 3;

function scopeOf(under: "any" | readonly string[], except: readonly string[]): string {
  const [word, names] = except.length > 0 ? ["except", except] : ["under", under];
  if (names === "any" || names.length > mostNamed) return "";
  return ` (${word} ${names.join(", ") || "no fault"})`;
}

/** What makes every promise unknown is said once, below them. */
function promiseRows(result: Result, paint: Paint, doubts: readonly string[]): Row[] {
  const common = doubts.join("; ");
  const rows = result.promises.map(({ name, under, except, verdict, why }): Row => {
    const where = scopeOf(under, except);
    const word = paint(verdictColor[verdict], verdict.padEnd("unknown".length));
    const own = verdict === "unknown" && common !== "" && plain(why).startsWith(common)
      ? plain(why).slice(common.length + 2)
      : plain(why);
    return [name, `${word}  ${own}${where}`.trimEnd()];
  });
  const because = doubts.map((doubt, i): Row => [i === 0 ? "not proven" : "", doubt]);
  return because.length === 0 ? rows : [...rows, null, ...because];
}

function operations({ counts }: Result, aside: Particulars | null): string {
  const rolledBack = aside?.rolledBack ?? 0;
  const parts = [
    `${counts.acknowledged} ok`,
    ...(rolledBack > 0 ? [`${rolledBack} rolled back as planned`] : []),
    `${counts.failed - rolledBack} failed`,
    `${counts.indeterminate} uncertain`,
    `${counts.dropped} dropped`,
  ];
  const yet = counts.failedYetCommitted === 0
    ? ""
    : `, ${counts.failedYetCommitted} failed yet committed`;
  return `${counts.planned} planned: ${parts.join(", ")}; ` +
    `${counts.committed} committed, ${counts.applied} applied${yet}`;
}

/** Of one target the counts say it already. */
function targetRows({ targets }: Result): Row[] {
  if (targets.length < 2) return [];
  return [["applied in", targets.map(inTarget).join(", ")]];
}

/** `newsletter 247 (joined at 2.1 s)`. */
export function inTarget({ name, applied, joinedMs }: Result["targets"][number]): string {
  if (joinedMs === null) return `${name} ${applied}`;
  const since = joinedMs <= 0
    ? "joined, and read from the start"
    : `joined at ${duration(joinedMs)}`;
  return `${name} ${applied} (${since})`;
}

export const anomalyWords: Partial<Record<(typeof anomalyNames)[number], string>> = {
  outOfOrder: "out of order",
  aside: "set aside",
};

function anomalyRows(result: Result, paint: Paint): Row[] {
  return anomalyNames.flatMap((name): Row[] => {
    const { count, standing, ops } = result.anomalies[name];
    if (count === 0) return [];
    const word = paint(standing === "broken" ? "red" : "yellow", standing);
    const more = ops.length > 8 ? ", …" : "";
    return [[
      anomalyWords[name] ?? name,
      `${count} ${word}: op ${ops.slice(0, 8).join(", ")}${more}`,
    ]];
  });
}

function faultRows(result: Result, paint: Paint, aside: Particulars | null): Row[] {
  return result.faults.map((fault, index) => {
    const { name, target, beginMs, endMs, touched, effective, by } = fault;
    const from = beginMs === null ? "?" : duration(beginMs);
    const to = endMs === null ? "?" : duration(endMs);
    const means = by === null ? "" : ` (${by})`;
    const what = effective
      ? paint("green", `effective, touched ${touched}${means}`)
      : paint("yellow", `${aside?.whyNot[index] ?? whyNot(touched)}: proves nothing${means}`);
    return [index === 0 ? "faults" : "", `${name} on ${target}, ${from} to ${to}: ${what}`];
  });
}

/** `relay at 3.1 s, after kill-source: the slot is gone`. */
export function inHalt({ role, atMs, why, under }: Result["halts"][number]): string {
  const when = atMs === null ? "" : ` at ${duration(atMs)}`;
  const cause = under === null ? "" : `, after ${under}`;
  return `${role}${when}${cause}: ${why}`;
}

/** Why a fault proves nothing, as far as the result alone can say. */
export function whyNot(touched: number | null): string {
  return touched === 0 ? "touched nothing" : "met no operation under way";
}

function timeRows({ latencyMs, recoveryMs, outageMs }: Result, aside: Particulars | null): Row[] {
  const rows: Row[] = [];
  const spans = [["caller", latencyMs.caller], ["end to end", latencyMs.endToEnd]] as const;
  for (const [label, latency] of spans) {
    if (latency === null) continue;
    for (const phase of ["all", "before", "during", "after"] as const) {
      const { count, p50, p90, p99, p999, max } = latency[phase];
      if (count === 0 || (phase !== "all" && count === latency.all.count)) continue;
      const values = { p50, p90, p99, "p99.9": p999, max };
      const shown = Object.entries(values).map(([name, ms]) =>
        `${name} ${duration(ms!).padEnd(8)}`
      );
      rows.push([phase === "all" ? label : `  ${phase}`, `${shown.join("  ")}  of ${count}`]);
    }
  }
  const failed = aside?.callersFailed ?? null;
  if (failed !== null) rows.push(["callers failed", failed]);
  if (recoveryMs !== null) rows.push(["recovery", `${duration(recoveryMs)} after the last fault`]);
  if (outageMs !== null) {
    rows.push(["outage", `${duration(outageMs)} without an ok, at the longest`]);
  }
  return rows;
}

function noteRows(
  { counts: { dropped }, notJudged, notes }: Result,
  aside: Particulars | null,
): Row[] {
  const rows: Row[] = [];
  if (dropped > 0) {
    const why = "the limit of operations in flight was reached, so nobody knows how they had fared";
    rows.push(["note", `${many(dropped, "operation")} never sent: ${why}`]);
  }
  for (const { name, fault } of aside?.notApplicable ?? []) {
    rows.push(["note", `${name} is not promised under ${fault}`]);
  }
  for (const name of notJudged) rows.push(["note", `${name} is not judged after a halt`]);
  for (const { file, line } of aside?.torn ?? []) {
    rows.push(["note", `line ${line} of ${file} was cut off by a crash and is left out`]);
  }
  for (const note of [...notes, ...aside?.notes ?? []]) rows.push(["note", note]);
  return rows;
}
