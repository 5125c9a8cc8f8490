/** What an operator's monitors show of the requests to a service: pure functions of what its proxy saw. */
import type { EndedRequests, Unanswered } from "../contract/proxy.ts";
import type { Monitor } from "../history/event.ts";

type Reading = Omit<Monitor, "at" | "of">;

/** More of the requests of a second alarm. */
const failedLimit = 0.05;

/** @param limitS older ones alarm, in seconds */
export function oldestRequest(unanswered: readonly Unanswered[], limitS: number): Reading {
  const value = rounded(Math.max(0, ...unanswered.map(({ ageMs }) => ageMs)) / 1_000);
  const old = unanswered.filter(({ ageMs }) => ageMs > limitS * 1_000)
    .flatMap(({ op }) => op ?? []);
  return reading("oldest-request", value, limitS, old);
}

/** A caller that gave up has a failed request too. */
export function failedRequests({ count, failed, failedOps }: EndedRequests): Reading {
  const value = count === 0 ? 0 : rounded(failed / count);
  return reading("failed-requests", value, failedLimit, failedOps);
}

/** The operations are written where it alarms. */
const reading = (
  name: Reading["name"],
  value: number,
  limit: number,
  ops: readonly number[],
): Reading => ({
  kind: "monitor",
  name,
  value,
  limit,
  ...(value > limit && ops.length > 0 && { ops: [...ops] }),
});

const rounded = (value: number) => Math.round(value * 1_000) / 1_000;
