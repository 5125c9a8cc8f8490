/** Decides which events are believed: a run's file may only say what its writer can know. */
import { kindNames, kinds } from "./kinds/mod.ts";
import type { Keeper } from "./writer.ts";

/** The files of a run's folder that no role writes. */
export const keepers: Readonly<Record<string, Keeper>> = {
  "000-run.jsonl": "harness",
  "load.jsonl": "load",
  "audit.jsonl": "databases",
};

const writersOf = new Map(
  kinds.map(({ name, writer, secondWriter }) => [name, [writer, secondWriter]]),
);

/** Every file is believed for kinds that no verdict uses, and for the kinds that roles write. */
export function isBelieved(keeper: Keeper, kind: string): boolean {
  if (keeper === "anyone") return true;
  const writers = writersOf.get(kind);
  return writers === undefined || writers.includes(keeper) || writers.includes("role");
}

/** Returns the fast reader's kinds that are believed: bit `n` is set for the kind with number `n`. */
export function believedBits(keeper: Keeper): number {
  return kindNames.reduce(
    (bits, kind, number) => isBelieved(keeper, kind) ? bits | (1 << number) : bits,
    0,
  );
}
