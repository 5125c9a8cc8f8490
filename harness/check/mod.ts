/** All promises with their checks. A new promise is a file and a line here. */
import { boundedMemory } from "./bounded-memory.ts";
import { boundedRetention } from "./bounded-retention.ts";
import { boundedWait } from "./bounded-wait.ts";
import { callerSurvives } from "./caller-survives.ts";
import type { Checker } from "./checker.ts";
import { knownServer } from "./known-server.ts";
import { noContradiction } from "./no-contradiction.ts";
import { noCorruption } from "./no-corruption.ts";
import { noDuplicate } from "./no-duplicate.ts";
import { noLoss } from "./no-loss.ts";
import { noOrphan } from "./no-orphan.ts";
import { noPhantom } from "./no-phantom.ts";
import { noSilentGap } from "./no-silent-gap.ts";
import { nothingUnreadRemoved } from "./nothing-unread-removed.ts";
import { onTime } from "./on-time.ts";
import { orderPerKey } from "./order-per-key.ts";
import { progresses } from "./progresses.ts";
import { replicaEqual } from "./replica-equal.ts";
import { storedOnce } from "./stored-once.ts";
import { totalsAgree } from "./totals-agree.ts";
import { wholeTransactions } from "./whole-transactions.ts";

const own = [
  noLoss,
  noDuplicate,
  noPhantom,
  orderPerKey,
  noCorruption,
  callerSurvives,
  boundedWait,
  boundedMemory,
  noContradiction,
  storedOnce,
  noOrphan,
  progresses,
  noSilentGap,
  wholeTransactions,
  replicaEqual,
  boundedRetention,
  onTime,
  totalsAgree,
  nothingUnreadRemoved,
  knownServer,
] as const;

/** Any phrase of these checkers. */
export type PromisePhrase = ReturnType<(typeof own)[number]["examine"]>["seen"];

/** All known checkers; a test may add its own. */
export const checkers: Checker[] = [...own];

export const promiseNames: readonly string[] = checkers.map(({ name }) => name);

/** The promises that are judged if none is named: those with an anomaly list in every result. */
export const defaultPromises: readonly string[] = checkers
  .filter(({ anomaly }) => anomaly !== null)
  .map(({ name }) => name);
