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

/** The share is of the requests that ended in so many samples. */
const windowSamples = 5;

/** A caller that gave up has a failed request too. */
export class FailedRequests {
  #recent: EndedRequests[] = [];

  /**
   * A fault that begins just before a sample has only few of that second's requests: the samples
   * after it count them too. Each operation is named by the first alarm that counts it.
   */
  sample(ended: EndedRequests): Reading {
    this.#recent = [...this.#recent, ended].slice(-windowSamples);
    const sum = (of: "count" | "failed") => this.#recent.reduce((total, one) => total + one[of], 0);
    const count = sum("count");
    const value = count === 0 ? 0 : rounded(sum("failed") / count);
    const ops = this.#recent.flatMap(({ failedOps }) => failedOps);
    if (value > failedLimit) this.#recent = this.#recent.map((one) => ({ ...one, failedOps: [] }));
    return reading("failed-requests", value, failedLimit, ops);
  }
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
