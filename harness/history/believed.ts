/** Who is believed what: a file of a run's folder is believed for what its writer can know. */
import { kindNames, kinds } from "./kinds/mod.ts";
import type { Keeper } from "./writer.ts";

/** The files of a run's folder that no role writes. */
export const keepers: Readonly<Record<string, Keeper>> = {
  "000-run.jsonl": "harness",
  "load.jsonl": "load",
  "audit.jsonl": "databases",
};

const judged = new Map(kinds.map(({ name, writer }) => [name, writer]));

/** Kinds that nobody judges may come from anyone, and what only roles know from every file. */
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
