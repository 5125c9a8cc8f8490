/** A check in Markdown, for a pull request: what changed, and what a person has to look at. */
import { cell, code } from "../../report/markdown_text.ts";
import { withVisibleText } from "../../report/visible.ts";
import { many } from "../../report/words/amounts.ts";
import { type Change, type Comparison, hasChanged } from "../baseline.ts";
import { troublesIn } from "../evidence.ts";
import { notRun, standingOfAll } from "../outcome.ts";
import { type CaseResult, type CheckResult, nameOf, standingOf } from "../result.ts";
import { elapsed, evidenceLines, reasonOf, resumedNote, tallyOf, titleOf } from "./words.ts";

/** A pull request limits the length of a text, so rows of a table and names in a line are limited. */
const mostRows = 30;
const mostNamed = 10;

/** Empty if nothing changed against the baseline or, without a baseline, if all is right. */
export function page(dirty: CheckResult, dirtyComparison: Comparison | null): string {
  const [result, comparison] = [withVisibleText(dirty), withVisibleText(dirtyComparison)];
  if (isSilent(result, comparison)) return "";
  const rows = rowsOf(result, comparison);
  return [
    `### asynclab check: ${headline(result, comparison)}`,
    "",
    `${tallyOf(result)} (${titleOf(result)}) in ${elapsed(result.wallMs)}${resumedIn(result)}.`,
    ...paragraphs(rest(result, comparison)),
    ...table(rows.slice(0, mostRows)),
    ...paragraphs(rows.length > mostRows ? [`And ${rows.length - mostRows} more.`] : []),
  ].join("\n") + "\n";
}

/** False where cases were not run: an empty page must not look like a complete check. */
function isSilent(result: CheckResult, comparison: Comparison | null): boolean {
  if (notRun(result) > 0 || troublesIn(result).length > 0) return false;
  return comparison === null ? standingOfAll(result) === "right" : !hasChanged(comparison);
}

function headline(result: CheckResult, comparison: Comparison | null): string {
  if (comparison === null) return words[standingOfAll(result)];
  const { worse, better, fresh, gone } = comparison;
  const lists = { worse, better, new: fresh, gone };
  const changes = Object.entries(lists).filter(([, { length }]) => length > 0)
    .map(([word, { length }]) => `${length} ${word}`);
  return changes.join(", ") || words[standingOfAll(result)];
}

const words = {
  ...{ right: "right", wrong: "wrong", unknown: "undecided" },
  tried: "nothing was expected",
} as const;

interface Row {
  readonly what: string;
  readonly one: CaseResult;
}

/** The worst cases come first. A right case has a row only if it was not right before. */
function rowsOf({ cases }: CheckResult, comparison: Comparison | null): Row[] {
  const { worse, better, fresh } = comparison ?? { worse: [], better: [], fresh: [] };
  const compared = new Set([...worse, ...better].map(({ after }) => nameOf(after)));
  const isFresh = new Set(fresh.map(nameOf));
  const others = (standing: "wrong" | "unknown") =>
    cases.filter((one) => standingOf(one) === standing && !compared.has(nameOf(one)))
      .map((one): Row => ({
        what: isFresh.has(nameOf(one)) ? `new: ${words[standing]}` : words[standing],
        one,
      }));
  return [
    ...worse.map(changed("worse")),
    ...others("wrong"),
    ...others("unknown"),
    ...better.map(changed("better")),
  ];
}

const changed = (word: string) => ({ before, after }: Change): Row => ({
  what: `${word}: ${words[standingOf(before)]} → ${words[standingOf(after)]}`,
  one: after,
});

/** Lines for cases without a row: cases that were not run, new cases that are right, gone cases. */
function rest(result: CheckResult, comparison: Comparison | null): string[] {
  const unthreatened = evidenceLines(result);
  const fresh = (comparison?.fresh ?? []).filter((one) => standingOf(one) === "right");
  const gone = comparison?.gone ?? [];
  return [
    ...(notRun(result) > 0 ? [`${many(notRun(result), "planned case")} not run.`] : []),
    ...(fresh.length > 0 ? [`New and right: ${names(fresh)}.`] : []),
    ...(gone.length > 0 ? [`Gone: ${names(gone)}.`] : []),
    ...(unthreatened.length > 0 ? [`Kept, not threatened: ${listed(unthreatened)}.`] : []),
  ];
}

const names = (cases: readonly CaseResult[]): string => listed(cases.map(nameOf));

function listed(words: readonly string[]): string {
  const shown = words.slice(0, mostNamed).map(code);
  const more = words.length > mostNamed ? [`${words.length - mostNamed} more`] : [];
  return [...shown, ...more].join(", ");
}

const paragraphs = (lines: readonly string[]): string[] => lines.flatMap((line) => ["", line]);

function table(rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  return [
    "",
    "| | case | reason | again |",
    "| --- | --- | --- | --- |",
    ...rows.map(({ what, one }) => {
      const isRight = standingOf(one) === "right";
      const cells = isRight ? ["", ""] : [shortened(reasonOf(one)), one.command];
      return `| ${[what, ...[nameOf(one), ...cells].map(cell)].join(" | ")} |`;
    }),
  ];
}

const longestReason = 300;

const shortened = (text: string): string =>
  text.length > longestReason ? `${text.slice(0, longestReason)}…` : text;

function resumedIn(result: CheckResult): string {
  const note = resumedNote(result);
  return note === null ? "" : `; ${note}`;
}
