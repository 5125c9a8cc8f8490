/** What an operator would have seen, in words. */
import type { WatchedName } from "../check/monitors.ts";
import { anomalyWords } from "./clauses.ts";
import type { Result } from "./result.ts";
import { duration, mebibytes } from "./words/amounts.ts";

type Monitors = NonNullable<Result["monitors"]>;
type Answer = Monitors["answers"][number];
type Watched = Monitors["watched"][number];

export const monitorWords: Readonly<Record<WatchedName, string>> = {
  "oldest-row": "age of the oldest waiting row",
  "consumer-lag": "consumer lag",
  "dead-letters": "dead letters",
  "slot": "log kept for a slot",
  "oldest-request": "age of the oldest unanswered request",
  "failed-requests": "share of failed requests",
  "expected-file": "expected file",
};

/** `30 s`, `0`, `8 MiB`, `5 %`. */
export function amountOf(name: WatchedName, value: number): string {
  switch (name) {
    case "oldest-row":
    case "oldest-request":
    case "consumer-lag":
      return duration(value * 1_000);
    case "slot":
      return mebibytes(value);
    case "failed-requests":
      return `${Number((value * 100).toFixed(1))} %`;
    default:
      return String(value);
  }
}

export function limitWords({ name, limit }: Pick<Watched, "name" | "limit">): string {
  return name === "expected-file" ? "loaded by the check" : `above ${amountOf(name, limit)}`;
}

/** `lost, op 17: silent, no monitor counts it`. */
export function answerWords(answer: Answer, { watched }: Monitors): string {
  const { anomaly, op, sight, by, afterMs } = answer;
  return `${anomalyWords[anomaly] ?? anomaly}, op ${op}: ${
    sightWords({ sight, by, afterMs }, watched)
  }`;
}

function sightWords(
  { sight, by, afterMs }: Pick<Answer, "sight" | "by" | "afterMs">,
  watched: readonly Watched[],
): string {
  if (sight === "silent" || by === null) return "silent, no monitor counts it";
  const limit = watched.find(({ name }) => name === by);
  const monitor = monitorWords[by] + (limit === undefined ? "" : ` (${limitWords(limit)})`);
  const after = duration(afterMs ?? 0);
  if (sight === "detected") return `detected after ${after} by ${monitor}`;
  return `would alarm ${afterMs === 0 ? "at once" : `after ${after}`} by ${monitor}`;
}
