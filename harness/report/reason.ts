/** The verdict's reason in one line, as every form gives it. */
import { notPowerLoss, type Result } from "./result.ts";
import { tellable } from "./story_text.ts";
import { visible } from "./visible.ts";
import { type Catalogue, en } from "./words/en/mod.ts";
import { joined, type Said } from "./words/said.ts";
import { whyIn } from "./words/why.ts";

export function because(result: Result): string;
export function because(result: Result, words: Catalogue): Said;
export function because(result: Result, words: Catalogue = en): Said {
  const { reason } = words;
  const [broken, ...others] = result.promises.filter(({ verdict }) => verdict === "broken");
  if (broken !== undefined) {
    return reason.broken(broken.name, whyOf(broken, words), others.map(({ name }) => name));
  }
  if (result.promises.length === 0) return reason.noPromise;
  if (result.verdict === "unknown") {
    const first = result.promises.find(({ verdict }) => verdict === "unknown")!;
    const [doubt] = result.doubts;
    return doubt === undefined ? whyOf(first, words) : doubtIn(doubt, words);
  }
  const happened = Math.max(result.counts.committed, result.counts.acknowledged);
  const under = [...new Set(result.faults.map(({ name }) => name))];
  const kept = reason.kept(result.promises.length, happened, under);
  return joined([kept + observed(result, words), ...halted(result, words)], "");
}

/** Why a promise has its verdict, without the sentence that the page says once for all promises. */
export function whyOf(
  { why, findings }: Result["promises"][number],
  words: Catalogue,
): Said {
  return whyIn(words, plain(why), findings);
}

export const doubtIn = ({ why, finding }: Result["doubts"][number], words: Catalogue): Said =>
  whyIn(words, visible(why), [finding]);

/** Removes the sentence that the report gives once for all promises. */
export function plain(why: string): string {
  return why.endsWith(`; ${notPowerLoss}`) ? why.slice(0, -notPowerLoss.length - 2) : why;
}

/** Names anomalies that happened and that no promise rules out: a KEPT must not hide them. */
function observed({ anomalies }: Result, { reason, anomalies: { names } }: Catalogue): string {
  const seen = tellable.flatMap((name) => {
    const { count, standing } = anomalies[name];
    return standing === "observed" ? [reason.counted(count, names[name])] : [];
  });
  return seen.length === 0 ? "" : reason.observed(seen);
}

/** Names roles that halted, and how much is left: their unfinished work is not judged. */
function halted({ halts, anomalies }: Result, { reason }: Catalogue): Said[] {
  const { count } = anomalies.pending;
  const left = count === 0 || halts.length === 0 ? [] : [reason.notApplied(count)];
  return [...left, ...halts.map(({ role, why }) => reason.halted(role, why))];
}
