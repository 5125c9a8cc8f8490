import { textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { numberIn, Unreadable } from "../slow_line.ts";

export interface Join {
  at: number;
  kind: "join";
  /** A target that the `meta` does not name. */
  target: string;
  /** Commits before this time need not reach it, in milliseconds since the start of the run. */
  fromMs: number;
}

export const join: ControlKind = {
  name: "join",
  writer: "harness",
  summary: "A new target subscribed during the run, and must be reached too.",
  fields: {
    target: "the target that joined",
    fromMs:
      "commits before this time need not reach it, in milliseconds since the start of the run",
  },
  fold({ joined }, line) {
    const [target, fromMs] = [textIn(line, "target"), numberIn(line, "fromMs")];
    if (target === "" || Number.isNaN(fromMs)) {
      throw new Unreadable("is a join event: it must have a target, and a number as its fromMs");
    }
    joined.set(target, Math.min(fromMs, joined.get(target) ?? Infinity));
  },
};
