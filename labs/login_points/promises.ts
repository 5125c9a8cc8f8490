import type { Claim } from "../../harness/lab.ts";

/** Nothing lost, doubled, made up, out of order or changed, whatever is broken. */
export const allFive: readonly Claim[] = [
  { name: "no-loss", under: "any" },
  { name: "no-duplicate", under: "any" },
  { name: "no-phantom", under: "any" },
  { name: "order-per-key", under: "any" },
  { name: "no-corruption", under: "any" },
];
