import { textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { numberIn, Unreadable } from "../slow_line.ts";

export interface Drained {
  at: number;
  kind: "drained";
  complete: boolean;
  why: string;
  /** A role halted, and everything that does not depend on that role came to rest. */
  atRest?: true;
}

export const drained: ControlKind = {
  name: "drained",
  writer: "harness",
  summary: "Everything came to rest, or the deadline passed.",
  fields: {
    complete: "true where all came to rest",
    why: "quiet, or what was left",
    atRest:
      "true where a role halted, and everything that does not depend on that role came to rest",
  },
  optional: ["atRest"],
  fold(into, line) {
    if (typeof line.complete !== "boolean") {
      throw new Unreadable("is a drained event: its complete must be true or false");
    }
    const atRest = line.atRest ?? false;
    if (typeof atRest !== "boolean") {
      throw new Unreadable("is a drained event: its atRest must be true or false");
    }
    const before = into.drained;
    const at = numberIn(line, "at");
    const latestMs = before === null ? -Infinity : before.atMs;
    const atMs = Number.isNaN(at) || latestMs === null ? null : Math.max(latestMs, at);
    // The run is drained only if every `drained` event says that nothing was left.
    if (before?.complete === false) {
      into.drained = { ...before, atRest: before.atRest && (atRest || line.complete), atMs };
      return;
    }
    into.drained = { complete: line.complete, atRest, why: textIn(line, "why"), atMs };
  },
};
