import {
  EFFECT_VALUE_KNOWN,
  INVOKE_KEY,
  INVOKED,
  type Operations,
  PLAN_KNOWN,
  ROLLS_BACK,
  VALUE_DIFFERS,
  VALUE_KNOWN,
} from "../columns.ts";
import { AT, PLANNED, VALUE_ABSENT } from "../lexer.ts";
import type { LineReader } from "../line.ts";
import type { FrequentKind } from "../kind.ts";
export interface Invoke {
  at: number;
  kind: "invoke";
  /** The number of the operation: 0, 1, 2, … */
  op: number;
  /** The user. */
  key: string;
  value: string;
  /** The planned time of the send, in milliseconds since the start of the run. */
  planned: number;
  /** Set if the plan says that the business rolls the operation back: then a `fail` is no failure. */
  rollback?: true;
}

export const invoke: FrequentKind = {
  name: "invoke",
  writer: "load",
  summary: "A caller sends an operation.",
  fields: {
    op: "number of the operation: 0, 1, 2, …",
    key: "the user",
    value: "what is sent, as text",
    planned: "planned time of the send, in milliseconds since the start of the run",
    rollback: "true if the plan says that the business rolls the operation back; else left out",
  },
  optional: ["rollback"],
  fold(into, slot, line, bytes) {
    const { operations } = into;
    if ((operations.flags[slot] & INVOKED) !== 0) into.repetition = { kind: "invoke", words: "" };
    const planned = line.number[PLANNED];
    const isKnown = planned === planned;
    const start = isKnown ? planned : line.number[AT];
    if (!Number.isNaN(start)) operations.start[slot] = start;
    operations.late[slot] = line.number[AT] - planned;
    operations.setKey(slot, INVOKE_KEY, into.keyIn(line, bytes));
    operations.flags[slot] |= INVOKED | (isKnown ? PLAN_KNOWN : 0) |
      (line.rollback ? ROLLS_BACK : 0);
    if (line.value !== VALUE_ABSENT) noteValue(operations, slot, line);
    return null;
  },
};

function noteValue({ flags, valueA, valueB }: Operations, slot: number, line: LineReader): void {
  const isApplied = (flags[slot] & EFFECT_VALUE_KNOWN) !== 0;
  const isSame = valueA[slot] === line.valueA && valueB[slot] === line.valueB;
  flags[slot] = (flags[slot] & ~VALUE_DIFFERS) | VALUE_KNOWN |
    (isApplied && !isSame ? VALUE_DIFFERS : 0);
  if (isApplied) return;
  valueA[slot] = line.valueA;
  valueB[slot] = line.valueB;
}
