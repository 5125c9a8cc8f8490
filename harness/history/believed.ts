/** Decides which events are believed: a file of a run's folder only for what its writer can know. */
import { kindNames, kinds } from "./kinds/mod.ts";
import type { Keeper } from "./writer.ts";

/** The files of a run's folder that no role writes. */
export const keepers: Readonly<Record<string, Keeper>> = {
  "000-run.jsonl": "harness",
  "load.jsonl": "load",
  "audit.jsonl": "databases",
};

const judged = new Map(kinds.map(({ name, writer }) => [name, writer]));

/** Anyone may write the kinds that no verdict uses; every file may write what only roles know. */
export function isBelieved(keeper: Keeper, kind: string): boolean {
  if (keeper === "anyone") return true;
  const owner = judged.get(kind);
  return owner === undefined || owner === keeper || owner === "role";
}

/** The same for the kinds of the fast reader: a bit for each number that is believed. */
export function believedBits(keeper: Keeper): number {
  return kindNames.reduce(
    (bits, kind, number) => isBelieved(keeper, kind) ? bits | (1 << number) : bits,
    0,
  );
}
