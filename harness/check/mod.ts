/** The promises there are, and how each is checked. A new one is a file and a line here. */
import type { Checker } from "./checker.ts";
import { noCorruption } from "./no-corruption.ts";
import { noDuplicate } from "./no-duplicate.ts";
import { noLoss } from "./no-loss.ts";
import { noPhantom } from "./no-phantom.ts";
import { orderPerKey } from "./order-per-key.ts";

export const checkers: readonly Checker[] = [
  noLoss,
  noDuplicate,
  noPhantom,
  orderPerKey,
  noCorruption,
];

export const promiseNames: readonly string[] = checkers.map(({ name }) => name);
