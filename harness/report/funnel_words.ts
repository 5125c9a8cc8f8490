/** The funnel in words. */
import type { Fate, MarkName } from "../check/funnel.ts";
import type { Result } from "./result.ts";

type Hop = NonNullable<Result["funnel"]>["hops"][number];
type Bin = Hop["bins"][number];

const fateWords: Readonly<Record<Fate, string>> = {
  dropped: "dropped",
  refused: "failed",
  unanswered: "without an answer",
  unplanned: "without an effect",
  lost: "lost",
  waiting: "waiting",
  aside: "set aside",
  applied: "applied",
  phantom: "phantom",
  unsettled: "applied in some target only",
};

/** For the page: one sentence a fate. */
export const fateMeanings: Readonly<Record<Fate, string>> = {
  dropped: "Never sent: the limit of operations in flight was reached.",
  refused: "The caller got an error, and it did not happen; business rollbacks are among them.",
  unanswered: "The caller got no answer, and it did not happen.",
  unplanned: "The history names it, but it was not planned and has no effect.",
  lost: "It happened, all was drained, and a target does not have it.",
  waiting: "It happened, and a target does not have it yet.",
  aside: "It was set aside because of a fault that aimed at it.",
  applied: "Every target has it.",
  phantom: "A target has it, and it did not happen.",
  unsettled: "A target has it, and nobody knows whether it happened.",
};

const markWords: Readonly<Record<MarkName, string>> = {
  "unplanned": "not planned",
  "set-aside": "set aside before",
  "again": "more than once",
  "false-effect": "and a phantom",
};

/** `applied, more than once`. */
export function binWords({ fate, marks }: Bin): string {
  const shown = marks.filter((mark) =>
    !(fate === "aside" && mark === "set-aside") && !(fate === "unplanned" && mark === "unplanned")
  );
  return [fateWords[fate], ...shown.map((mark) => markWords[mark])].join(", ");
}

/** `377 came: 2 lost; 375 went on`. */
export function hopWords({ came, bins, wentOn }: Hop): string {
  const stopped = bins.map((bin) => `${bin.count} ${binWords(bin)}`).join("; ");
  if (bins.length === 0) return `${came} came, all went on`;
  return `${came} came: ${stopped}${wentOn === 0 ? "" : `; ${wentOn} went on`}`;
}

/** What `planned` is the sum of, by fate over all hops: `1 dropped + 20 failed + 379 applied`. */
export function sumWords({ hops }: NonNullable<Result["funnel"]>): string {
  const counts = new Map<Fate, number>();
  for (const { fate, marks, count } of hops.flatMap(({ bins }) => bins)) {
    if (!marks.includes("unplanned")) counts.set(fate, (counts.get(fate) ?? 0) + count);
  }
  return [...counts].map(([fate, count]) => `${count} ${fateWords[fate]}`).join(" + ") || "0";
}
