/** Who is believed what: a file of a run's folder is believed for what its writer can know. */
import { kindNames } from "./words.ts";

/** Whose file it is; `anyone`: a history that no run of ours wrote, which may say everything. */
export type Keeper = "anyone" | "harness" | "load" | "databases" | "role";

/** The files of a run's folder that no role writes. */
export const keepers: Readonly<Record<string, Keeper>> = {
  "000-run.jsonl": "harness",
  "load.jsonl": "load",
  "audit.jsonl": "databases",
};

/** The kinds that are judged, by the one who knows of them. */
const known: Readonly<Record<Exclude<Keeper, "anyone">, readonly string[]>> = {
  harness: ["meta", "fault", "process", "halted", "sample", "join", "standstill", "drained"],
  load: ["invoke", "drop", "ok", "fail", "info"],
  databases: ["commit", "effect", "aside", "stored", "marked"],
  role: ["send", "deliver"],
};
const judged = new Map(
  Object.entries(known).flatMap(([keeper, kinds]) => kinds.map((kind) => [kind, keeper])),
);

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
