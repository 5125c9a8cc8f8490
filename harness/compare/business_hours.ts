/** The latency of a style that works by business dates. It is simulated: a night takes seconds here. */
import { arrivalOf } from "../history/arrival.ts";
import { COMMITTED } from "../history/columns.ts";
import type { Facts } from "../history/facts.ts";
import type { HistoryInput } from "../history/sources.ts";
import { storyOf } from "../history/story.ts";
import { sortedPercentiles } from "../check/latency.ts";

/** Hours of the business clock from a row's commit to its load. */
export interface BusinessHours {
  readonly p50: number;
  readonly p99: number;
}

const hourMs = 3_600_000;

/** The business time of each operation's row, in milliseconds since 1970, by number. */
export async function businessTimes(
  input: HistoryInput,
  { operations: { op, count } }: Facts,
): Promise<Map<number, number>> {
  const ops = Array.from({ length: count }, (_, slot) => op.get(slot));
  const times = new Map<number, number>();
  for (const [subject, events] of await storyOf(input, ops)) {
    const business = events.find(({ kind }) => kind === "commit")?.business;
    if (typeof business === "string") times.set(Number(subject), Date.parse(business));
  }
  return times;
}

/**
 * A load counts at the next stop that the clock passed: the clock waits just before it for the load.
 *
 * @param times see `businessTimes`
 * @returns null where nothing was loaded, or where the times of a loaded row are not known
 */
export function businessHours(
  facts: Facts,
  times: ReadonlyMap<number, number>,
): BusinessHours | null {
  const { operations } = facts;
  const arrival = arrivalOf(facts);
  const hours: number[] = [];
  for (let slot = 0; slot < operations.count; slot++) {
    const loadedMs = arrival(slot);
    if ((operations.flags[slot] & COMMITTED) === 0 || !isApplied(facts, slot)) continue;
    const from = times.get(operations.op.get(slot));
    const to = facts.clock.find(({ atMs }) => atMs !== null && atMs > loadedMs)?.business;
    if (from === undefined || to === undefined) return null;
    hours.push((Date.parse(to) - from) / hourMs);
  }
  const { p50, p99 } = sortedPercentiles(Float64Array.from(hours).sort());
  return p50 === null || p99 === null ? null : { p50: rounded(p50), p99: rounded(p99) };
}

function isApplied({ declared, targets }: Facts, slot: number): boolean {
  const all = declared ?? targets;
  return all.length > 0 && all.every(({ count }) => count[slot] > 0);
}

const rounded = (hours: number): number => Number(hours.toFixed(2));

/** `31.9 h`. */
export const hoursText = (hours: number): string => `${Number(hours.toFixed(1))} h`;
