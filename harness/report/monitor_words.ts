/** What an operator would have seen, in words. */
import type { WatchedName } from "../check/monitors.ts";
import type { Result } from "./result.ts";
import { duration, mebibytes } from "./words/amounts.ts";
import { type Catalogue, en } from "./words/en/mod.ts";

type Monitors = NonNullable<Result["monitors"]>;
type Answer = Monitors["answers"][number];
type Watched = Monitors["watched"][number];

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

export function limitWords(
  { name, limit }: Pick<Watched, "name" | "limit">,
  { monitors }: Catalogue = en,
): string {
  return name === "expected-file" ? monitors.loadedByCheck : monitors.above(amountOf(name, limit));
}

/** `lost, op 17: silent, no monitor counts it`. */
export function answerWords(
  answer: Answer,
  { watched }: Monitors,
  words: Catalogue = en,
): string {
  const { anomaly, op } = answer;
  const sight = sightWords(answer, watched, words);
  return words.monitors.answer(words.anomalies.names[anomaly], op, sight);
}

function sightWords(
  { sight, by, afterMs }: Answer,
  watched: readonly Watched[],
  words: Catalogue,
): string {
  const { monitors } = words;
  if (sight === "silent" || by === null) return monitors.silent;
  const limit = watched.find(({ name }) => name === by);
  const monitor = monitors.monitor(
    monitors.names[by],
    limit === undefined ? null : limitWords(limit, words),
  );
  return sight === "detected"
    ? monitors.detected(afterMs ?? 0, monitor)
    : monitors.wouldAlarm(afterMs ?? 0, monitor);
}
