/** What an operator would have seen. */
import type { WatchedName } from "../../../check/monitors.ts";
import { duration } from "../amounts.ts";
import { columns } from "../said.ts";

const names: Readonly<Record<WatchedName, string>> = {
  "oldest-row": "age of the oldest waiting row",
  "consumer-lag": "consumer lag",
  "dead-letters": "dead letters",
  "slot": "log kept for a slot",
  "oldest-request": "age of the oldest unanswered request",
  "failed-requests": "share of failed requests, last 5 s",
  "expected-file": "expected file",
};

export const monitors = {
  title: "What an operator would have seen",
  caption: "The usual monitors, sampled once a second",
  head: columns("monitor", "alarms", "highest", "at the end", "alarmed"),
  note:
    "A monitor detects an anomaly only if it counts that operation. Silent: no monitor counts it, however long one waits.",
  names,
  never: "never",
  alarmed: (atMs: number) => `at ${duration(atMs)}`,
  loadedByCheck: "loaded by the check",
  above: (limit: string) => `above ${limit}`,
  answer: (anomaly: string, op: number, sight: string) => `${anomaly}, op ${op}: ${sight}`,
  silent: "silent, no monitor counts it",
  monitor: (name: string, limit: string | null) => limit === null ? name : `${name} (${limit})`,
  detected: (afterMs: number, monitor: string) =>
    `detected after ${duration(afterMs)} by ${monitor}`,
  wouldAlarm: (afterMs: number, monitor: string) =>
    `would alarm ${afterMs === 0 ? "at once" : `after ${duration(afterMs)}`} by ${monitor}`,
};
