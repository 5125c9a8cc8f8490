import { textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { numberIn, Unreadable } from "../slow_line.ts";

export interface Join {
  at: number;
  kind: "join";
  /** None of the meta's. */
  target: string;
  /** Commits before this time need not reach it, in milliseconds since the start of the run. */
  fromMs: number;
}

export const join: ControlKind = {
  name: "join",
  writer: "harness",
  summary: "Somebody else subscribed while the run went on, and must be reached too.",
  fields: {
    target: "the target that joined",
    fromMs:
      "commits before this time need not reach it, in milliseconds since the start of the run",
  },
  fold({ joined }, line) {
    const [target, fromMs] = [textIn(line, "target"), numberIn(line, "fromMs")];
    if (target === "" || Number.isNaN(fromMs)) {
      throw new Unreadable("is a join without a target, or a fromMs that is a number");
    }
    joined.set(target, Math.min(fromMs, joined.get(target) ?? Infinity));
  },
};
