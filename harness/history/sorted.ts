/** Orders of facts that are the same whatever the order of the events was. */
import type { FileFact } from "./facts.ts";

/** By the keys of the map. */
export const byName = <T>(facts: ReadonlyMap<string, T>): T[] =>
  [...facts].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, fact]) => fact);

/** Those without a time come last. */
export const byTime = <T extends { readonly atMs: number | null }>(facts: readonly T[]): T[] =>
  facts.toSorted((a, b) => (a.atMs ?? Infinity) - (b.atMs ?? Infinity) || 0);

/** By date, then by attempt. */
export const byAttempt = (files: ReadonlyMap<string, FileFact>): FileFact[] =>
  byName(files).toSorted((a, b) => a.date === b.date ? a.attempt - b.attempt : 0);
