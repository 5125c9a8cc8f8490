/** Words about a case that every form shares. */
import { duration, many } from "../../report/words/amounts.ts";
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

/** Says how many cases come from an earlier check; null where all were run now. */
export const resumedNote = ({ resumed = 0, cases }: CheckResult): string | null =>
  resumed === 0
    ? null
    : `${resumed} of ${many(cases.length, "case")} from an earlier check, not run now`;
