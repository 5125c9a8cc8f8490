/** Operations in the order of their commits, and those that faults marked. */
import { AIMED_AT } from "../../history/columns.ts";
import type { Facts } from "../../history/facts.ts";

/** By the time of the commit; those without one by the time at which they were planned. */
export function byCommit({ operations }: Pick<Facts, "operations">, ops?: readonly number[]) {
  const { op, commitAt, start, count } = operations;
  const wanted = ops === undefined ? null : new Set(ops);
  const all: { readonly op: number; readonly atMs: number }[] = [];
  for (let slot = 0; slot < count; slot++) {
    const number = op.get(slot);
    if (wanted !== null && !wanted.has(number)) continue;
    const atMs = Number.isNaN(commitAt[slot]) ? start[slot] : commitAt[slot];
    all.push({ op: number, atMs: Number.isNaN(atMs) ? Infinity : atMs });
  }
  return all.toSorted((a, b) => a.atMs === b.atMs ? a.op - b.op : a.atMs - b.atMs)
    .map(({ op }) => op);
}

/** The operations that a fault marked: poison messages, copies. */
export function markedByFaults({ operations }: Pick<Facts, "operations">): Set<number> {
  const { op, flags, count } = operations;
  const slots = Array.from({ length: count }, (_, slot) => slot);
  return new Set(
    slots.filter((slot) => (flags[slot] & AIMED_AT) !== 0).map((slot) => op.get(slot)),
  );
}
