import {
  EFFECT_KEY,
  EFFECT_KEY_MISSING,
  EFFECT_KEYS_DIFFER,
  EFFECT_VALUE_KNOWN,
  EFFECT_VALUE_MISSING,
  EFFECT_VALUES_DIFFER,
  type Operations,
  VALUE_DIFFERS,
  VALUE_KNOWN,
} from "../columns.ts";
import type { FrequentKind } from "../kind.ts";
import { AT, N, SEQ, VALUE_ABSENT } from "../lexer.ts";
import type { LineReader } from "../line.ts";

export interface Effect {
  /** Null where the database does not know the time of the commit. */
  at: number | null;
  kind: "effect";
  op: number;
  key: string;
  /** The source's `seq`, as the message carried it. */
  seq: number;
  /** When a long transaction began: it may end after its client has gone. */
  began?: number;
  /** The effect's place in the order of its target's effects. */
  n: number;
  target: string;
  value: string;
}

export const effect: FrequentKind = {
  name: "effect",
  writer: "databases",
  summary: "A target has applied the operation.",
  fields: {
    op: "number of the operation",
    key: "the user",
    seq: "the source's seq, as the message carried it",
    n: "the effect's place in the order of its target's effects",
    target: "the system that applied it",
    value: "the value that arrived, as text",
    began: "when a long transaction began: it may end after its client has gone",
  },
  optional: ["began"],
  counted: { noun: "effect", rest: "" },
  fold(into, slot, line, bytes, position) {
    const effects = into.targetIn(line, bytes);
    if (effects === null) return `names more than ${into.mostTargets} targets`;
    const key = into.keyIn(line, bytes);
    effects.add(
      slot,
      line.number[AT],
      line.number[N],
      line.number[SEQ],
      key,
      position,
      1,
      line.longN ?? undefined,
      line.longSeq ?? undefined,
    );
    noteKey(into.operations, slot, key);
    noteValue(into.operations, slot, line);
    return null;
  },
};

function noteKey(operations: Operations, slot: number, key: number): void {
  const first = operations.key(slot, EFFECT_KEY);
  if (key < 0) operations.flags[slot] |= EFFECT_KEY_MISSING;
  else if (first < 0) operations.setKey(slot, EFFECT_KEY, key);
  else if (first !== key) operations.flags[slot] |= EFFECT_KEYS_DIFFER;
}

function noteValue({ flags, valueA, valueB }: Operations, slot: number, line: LineReader): void {
  if (line.value === VALUE_ABSENT) {
    flags[slot] |= EFFECT_VALUE_MISSING;
    return;
  }
  const isFirst = (flags[slot] & EFFECT_VALUE_KNOWN) === 0;
  const isInvoked = (flags[slot] & VALUE_KNOWN) !== 0;
  const differs = valueA[slot] !== line.valueA || valueB[slot] !== line.valueB;
  if (!isFirst) {
    if (differs) flags[slot] |= EFFECT_VALUES_DIFFER;
    return;
  }
  flags[slot] |= EFFECT_VALUE_KNOWN | (isInvoked && differs ? VALUE_DIFFERS : 0);
  valueA[slot] = line.valueA;
  valueB[slot] = line.valueB;
}
