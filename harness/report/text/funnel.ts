/** One row for each hop at which operations stopped. */
import { hopWords } from "../funnel_words.ts";
import type { Result } from "../result.ts";
import type { Row } from "./rows.ts";

export function funnelRows({ funnel }: Result): Row[] {
  if (funnel === null) return [];
  const shown = funnel.hops.filter(({ bins }) => bins.length > 0);
  const width = Math.max(...shown.map(({ name }) => name.length));
  return shown.map((hop, index): Row => [
    index === 0 ? "funnel" : "",
    `${hop.name.padEnd(width)}  ${hopWords(hop)}`,
  ]);
}
