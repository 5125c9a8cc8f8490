import { clauseIn, orNull } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { numberIn, Unreadable } from "../slow_line.ts";

/**
 * The longest time after everything was healed in which something waited, nothing moved, every server
 * answered and every role was ready. One event a run; `fromMs` equals `toMs` where nothing waited.
 */
export interface Standstill {
  at: number;
  kind: "standstill";
  fromMs: number;
  toMs: number;
  /** How much waited, without rows that were not due yet. */
  backlog: number;
  /** Messages that no consumer had acknowledged; null where the style has no such thing. */
  lag: number | null;
  /** How long the harness watched for a standstill. */
  watchedMs?: number;
  /** One clause: why it is not certain that anything waited. */
  doubt?: string;
}

export const standstill: ControlKind = {
  name: "standstill",
  writer: "harness",
  summary: "The longest time after healing in which something waited and nothing moved.",
  fields: {
    fromMs: "begin",
    toMs: "end; the same where nothing waited",
    backlog: "how much waited, without rows that were not due yet",
    lag: "messages that no consumer had acknowledged; null where the style has no such thing",
    watchedMs: "how long the harness watched for a standstill",
    doubt: "why it is not certain that anything waited, one clause",
  },
  optional: ["watchedMs", "doubt"],
  fold(into, line) {
    const [fromMs, toMs, backlog, lag] = ["fromMs", "toMs", "backlog", "lag"]
      .map((field) => numberIn(line, field));
    if (!(fromMs <= toMs && backlog >= 0)) {
      throw new Unreadable(
        "is a standstill event: it must have a backlog from 0, and a fromMs not after the toMs",
      );
    }
    const watchedMs = orNull(numberIn(line, "watchedMs"));
    const doubt = clauseIn(line, "doubt");
    const before = into.standstill;
    if (before !== null && toMs - fromMs <= before.toMs - before.fromMs) return;
    into.standstill = { fromMs, toMs, backlog, lag: orNull(lag), watchedMs, doubt };
  },
};
