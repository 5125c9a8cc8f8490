import { orNull, textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { numberIn, Unreadable } from "../slow_line.ts";

export interface Halted {
  at: number;
  kind: "halted";
  role: string;
  /** One sentence: the last line of the role's output. */
  why: string;
}

export const halted: ControlKind = {
  name: "halted",
  writer: "harness",
  summary:
    "A role has ended for good: it is not started again, and its remaining work stays undone.",
  fields: {
    role: "process that halted",
    why: "one sentence: the last line of its output",
  },
  fold(into, line) {
    const role = textIn(line, "role");
    if (role === "") throw new Unreadable("is a halted event: it must have a role");
    const why = textIn(line, "why") || "it did not say why";
    into.halts.push({ role, why, atMs: orNull(numberIn(line, "at")) });
  },
};
