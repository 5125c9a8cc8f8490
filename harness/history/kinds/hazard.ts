import { clauseIn, orNull } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { isOperation, numberIn, Unreadable } from "../slow_line.ts";

export interface HazardEvent {
  /** Null where nobody knows. */
  at: number | null;
  kind: "hazard";
  /** A hazard of `harness/contract/hazards.ts`: redelivery. */
  name: string;
  op?: number;
  /** @default 1 */
  count?: number;
  source: string;
}

/** The numbers of operations that are kept of one hazard and source. */
const opsKept = 10;

export const hazard: ControlKind = {
  name: "hazard",
  writer: "harness",
  secondWriter: "databases",
  summary: "A moment that could have broken a promise.",
  fields: {
    name: "the hazard: redelivery, in-hand, …",
    op: "the operation that it threatened",
    count: "how often it came, where one event stands for several; else 1",
    source: "where it was seen: broker log, failpoint relay:after-send-before-mark, …",
  },
  optional: ["op", "count"],
  counted: { noun: "hazard", rest: "" },
  fold({ hazards }, line) {
    const [name, source] = [clauseIn(line, "name"), clauseIn(line, "source")];
    if (name === null || source === null) {
      throw new Unreadable("is a hazard event: it must have a name and a source");
    }
    const op = line.op ?? null;
    if (op !== null && !isOperation(op)) {
      throw new Unreadable("is a hazard event: its op must be the number of an operation");
    }
    const count = line.count ?? 1;
    if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 1) {
      throw new Unreadable("is a hazard event: its count must be a whole number from 1");
    }
    const atMs = orNull(numberIn(line, "at"));
    const id = JSON.stringify([name, source]);
    const before = hazards.get(id) ?? { name, source, count: 0, ops: [], firstMs: null };
    hazards.set(id, {
      ...before,
      count: before.count + count,
      ops: op === null ? before.ops : withOp(before.ops, op),
      firstMs: earlier(before.firstMs, atMs),
    });
  },
};

/** The lowest numbers, in their order. */
function withOp(ops: readonly number[], op: number): readonly number[] {
  if (ops.includes(op) || (ops.length === opsKept && op > ops[opsKept - 1])) return ops;
  return [...ops, op].sort((a, b) => a - b).slice(0, opsKept);
}

const earlier = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? a ?? b : Math.min(a, b);
