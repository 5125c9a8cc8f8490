/** Decides which events are believed: a run's file may only say what its writer can know. */
import { kindNames, kinds } from "./kinds/mod.ts";
import type { Keeper } from "./writer.ts";

/** The files of a run's folder that no role writes. */
export const keepers: Readonly<Record<string, Keeper>> = {
  "000-run.jsonl": "harness",
  "load.jsonl": "load",
  "audit.jsonl": "databases",
};

const writerOf = new Map(kinds.map(({ name, writer }) => [name, writer]));

/** Every file is believed for kinds that no verdict uses, and for the kinds that roles write. */
export function isBelieved(keeper: Keeper, kind: string): boolean {
  if (keeper === "anyone") return true;
  const owner = writerOf.get(kind);
  return owner === undefined || owner === keeper || owner === "role";
}

/** Returns the fast reader's kinds that are believed: bit `n` is set for the kind with number `n`. */
export function believedBits(keeper: Keeper): number {
  return kindNames.reduce(
    (bits, kind, number) => isBelieved(keeper, kind) ? bits | (1 << number) : bits,
    0,
  );
}
