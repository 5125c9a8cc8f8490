import { AIMED_AT } from "../columns.ts";
import { clauseIn, isListOfNames, orNull, textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { isOperation, type Line, numberIn, Unreadable } from "../slow_line.ts";
import type { Still } from "../still.ts";

export interface FaultBegin {
  at: number;
  kind: "fault";
  id: string;
  name: string;
  target: string;
  /** What the fault does: `kill`, `pause`, … */
  verb?: string;
  phase: "begin";
}
export interface FaultEnd {
  at: number;
  kind: "fault";
  id: string;
  name: string;
  target: string;
  verb?: string;
  phase: "end";
  /** Number of processes ended, connections cut, chunks held back or copies sent. 0: nothing. */
  touched: number;
  /** The operations that the fault marked, where it marks messages. */
  ops?: number[];
  /** The connections whose client logged in to a server with another key, where there was one. */
  misled?: number;
  /** One clause: why the fault proves nothing although it touched something. */
  ineffective?: string;
  /** Where it waited for a pass that never came: how often its failpoint was passed. */
  passes?: number;
  /** The means by which the fault reached its victim: `process namespace`, `process tree`. */
  by?: string;
  /** The times at which no process of a role ran, so that the role cannot have done any work. */
  still?: Still[];
}

export const fault: ControlKind = {
  name: "fault",
  writer: "harness",
  summary: "A fault begins or ends.",
  fields: {
    id: "the same at begin and end",
    name: "as it is typed: kill-broker",
    target: "what it struck",
    verb: "what the fault does: kill, pause, …",
    phase: "begin or end",
    touched:
      "at the end: number of processes ended, connections cut, chunks held back or copies sent. 0: nothing",
    ops: "at the end: the operations it marked, where it marks messages",
    misled: "at the end: connections whose client logged in to a server with another key",
    ineffective: "at the end: why it proves nothing though it touched something, one clause",
    passes: "at the end, where its pass never came: how often its failpoint was passed",
    by: "the means by which it reached its victim: process namespace, process tree",
    still: "the times at which no process of a role ran: role, kinds, target, fromMs, toMs",
  },
  optional: ["verb", "touched", "ops", "misled", "ineffective", "passes", "by", "still"],
  fold(into, line) {
    const ops = line.ops ?? [];
    if (!Array.isArray(ops) || !ops.every(isOperation)) {
      throw new Unreadable("is a fault event: its ops must be a list of operation numbers");
    }
    const { phase } = line;
    if (phase !== "begin" && phase !== "end") {
      throw new Unreadable("is a fault event: its phase must be begin or end");
    }
    const name = textIn(line, "name");
    const target = textIn(line, "target");
    into.faults.push({
      at: numberIn(line, "at"),
      phase,
      id: line.id === undefined ? `${name} on ${target}` : textIn(line, "id"),
      name,
      target,
      verb: clauseIn(line, "verb"),
      touched: orNull(numberIn(line, "touched")),
      misled: orNull(numberIn(line, "misled")),
      ineffective: clauseIn(line, "ineffective"),
      passes: orNull(numberIn(line, "passes")),
      by: clauseIn(line, "by"),
      still: stillIn(line),
    });
    const { operations } = into.aggregate;
    for (const op of ops) operations.flags[operations.slot(op)] |= AIMED_AT;
  },
};

/** Null where it is missing. @throws Unreadable */
function stillIn(line: Line): Still[] | null {
  const list = line.still ?? null;
  if (list === null) return null;
  if (!Array.isArray(list)) throw new Unreadable("is a fault event: its still must be a list");
  return list.map((one: Line | null) => {
    const { role, kinds, target = null } = one ?? {};
    const [fromMs, toMs] = [numberIn(one ?? {}, "fromMs"), numberIn(one ?? {}, "toMs")];
    const isRight = typeof role === "string" && isListOfNames(kinds) &&
      (target === null || typeof target === "string") && fromMs <= toMs;
    if (!isRight) {
      throw new Unreadable(
        "is a fault event: its still must have a role, kinds, and a fromMs not after the toMs",
      );
    }
    return { role, kinds, ...(target !== null && { target }), fromMs, toMs };
  });
}
