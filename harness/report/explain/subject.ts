/** The operation of a broken run that is explained without being asked. */
import type { Result } from "../result.ts";
import type { Wrong } from "./clause.ts";

/** The operation, and the promise's question about it. */
export interface Subject {
  readonly op: number;
  readonly wrong: Wrong;
}

/** What a broken promise asks about its operations. */
const questions: Readonly<Record<string, Wrong>> = {
  "no-loss": "lost",
  "no-duplicate": "duplicate",
  "no-phantom": "phantom",
  "order-per-key": "reordered",
  "no-corruption": "corrupted",
  "stored-once": "stored-again",
  "whole-transactions": "split",
  "bounded-wait": "slow",
  "progresses": "pending",
  "no-silent-gap": "lost",
  "no-orphan": "lost",
};

/** What this promise asks about an operation; undefined where it asks nothing about one. */
export const questionOf = (promise: string): Wrong | undefined =>
  Object.hasOwn(questions, promise) ? questions[promise] : undefined;

/**
 * The first operation of the first broken promise that names operations; null where the run is not
 * broken, or where its broken promises speak of other things: tables, memory, slots.
 */
export function firstSubject(result: Result): Subject | null {
  // Events of several runs do not explain one operation.
  if (result.mixed.length > 0) return null;
  for (const { name, verdict, findings } of result.promises) {
    if (verdict !== "broken" || !Object.hasOwn(questions, name)) continue;
    const named = findings.flatMap(({ ops }) => Array.isArray(ops) ? ops : []);
    const [op] = [...named, ...(name === "progresses" ? result.anomalies.pending.ops : [])];
    if (typeof op === "number") return { op, wrong: questions[name] };
  }
  return null;
}
