/** The funnel in words. */
import type { Fate } from "../check/funnel.ts";
import type { Result } from "./result.ts";
import { type Catalogue, en } from "./words/en/mod.ts";

type Hop = NonNullable<Result["funnel"]>["hops"][number];
type Bin = Hop["bins"][number];

/** `applied, more than once`. */
export function binWords({ fate, marks }: Bin, { funnel }: Catalogue = en): string {
  const shown = marks.filter((mark) =>
    !(fate === "aside" && mark === "set-aside") && !(fate === "unplanned" && mark === "unplanned")
  );
  return [funnel.fates[fate], ...shown.map((mark) => funnel.marks[mark])].join(", ");
}

/** `377 came: 2 lost; 375 went on`. */
export function hopWords({ came, bins, wentOn }: Hop): string {
  const stopped = bins.map((bin) => `${bin.count} ${binWords(bin)}`).join("; ");
  if (bins.length === 0) return en.funnel.came(came) + en.funnel.allWentOn;
  return `${came} came: ${stopped}${wentOn === 0 ? "" : `; ${wentOn} went on`}`;
}

/** What `planned` is the sum of, by fate over all hops: `1 dropped + 20 failed + 379 applied`. */
export function sumWords(
  { hops }: NonNullable<Result["funnel"]>,
  { funnel }: Catalogue = en,
): string {
  const counts = new Map<Fate, number>();
  for (const { fate, marks, count } of hops.flatMap(({ bins }) => bins)) {
    if (!marks.includes("unplanned")) counts.set(fate, (counts.get(fate) ?? 0) + count);
  }
  const parts = [...counts].map(([fate, count]) => funnel.part(count, funnel.fates[fate]));
  return parts.join(" + ") || "0";
}
