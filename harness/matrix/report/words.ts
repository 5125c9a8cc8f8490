/** Words about a case that every form shares. */
import { duration, many } from "../../report/words/amounts.ts";
import { troublesIn, wordsOfGap } from "../evidence.ts";
import { judgedOf } from "../outcome.ts";
import type { CaseResult, CheckResult } from "../result.ts";

/** Says why a case is not right. */
export function reasonOf({ why, verdict, expected }: CaseResult): string {
  if (expected === null) return `broke a promise that is not excepted: ${why ?? verdict}`;
  return why ?? `${verdict}, ${expected} was expected`;
}

/** `14 min 3 s`, `41.2 s`: no finer than a waiting person needs. */
export function elapsed(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return duration(ms < 1_000 ? ms : Math.round(ms / 100) * 100);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `quick, shard 1/2`. */
export const titleOf = ({ matrix, shard }: CheckResult): string =>
  shard === null ? matrix : `${matrix}, shard ${shard}`;

/** `118 right, 2 wrong, 1 undecided, 3 not run`: counts of 0 are left out. */
export function tallyOf({ right, wrong, unknown, planned, cases }: CheckResult): string {
  const tried = cases.length - judgedOf(cases).length;
  const parts = [
    [right, "right"],
    [wrong, "wrong"],
    [unknown, "undecided"],
    [tried, "tried for an exception"],
    [planned - cases.length, "not run"],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return shown.length === 0 ? "no case" : `${shown.join(", ")} of ${many(planned, "case")}`;
}

/** `36 promises of sound variants, 34 of them threatened`; null where that was not looked at. */
export function evidenceNote({ evidence }: CheckResult): string | null {
  if (evidence === undefined || evidence.pairs.length === 0) return null;
  const { pairs, gaps } = evidence;
  return `${many(pairs.length, "promise")} of sound variants, ${
    pairs.length - gaps.length
  } of them threatened`;
}

/** A line for each promise that was kept in every case, and threatened in none; then what else is missing. */
export function evidenceLines(result: CheckResult): string[] {
  const { gaps = [], isJudged = true } = result.evidence ?? {};
  const told = gaps.filter(({ reason }) => reason !== null || !isJudged)
    .map((gap) => `${wordsOfGap(gap)}${gap.reason === null ? "" : `: ${gap.reason}`}`);
  return [...troublesIn(result), ...told];
}

/** The promises that this case kept although nothing threatened them; empty where it is not right. */
export function unthreatenedIn({ expected, right, attempts }: CaseResult): string[] {
  const threatened = attempts.findLast(({ verdict }) => verdict === "kept")?.threatened ?? {};
  if (!right || expected !== "kept") return [];
  return Object.entries(threatened).filter(([, count]) => count === 0).map(([name]) => name);
}

/** Says how many cases come from an earlier check; null where all were run now. */
export const resumedNote = ({ resumed = 0, cases }: CheckResult): string | null =>
  resumed === 0
    ? null
    : `${resumed} of ${many(cases.length, "case")} from an earlier check, not run now`;
