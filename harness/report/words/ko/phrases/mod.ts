/** The Korean words for every phrase of a checker. For a new promise, add a file and a line here. */
import type { PhraseWords } from "../../phrase_words.ts";
import { boundedMemory } from "./bounded-memory.ts";
import { boundedRetention } from "./bounded-retention.ts";
import { boundedWait } from "./bounded-wait.ts";
import { callerSurvives } from "./caller-survives.ts";
import { doubts } from "./doubts.ts";
import { faults } from "./faults.ts";
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
import { shared } from "./shared.ts";
import { storedOnce } from "./stored-once.ts";
import { totalsAgree } from "./totals-agree.ts";
import { wholeTransactions } from "./whole-transactions.ts";

export const phrases: PhraseWords = {
  ...doubts,
  ...faults,
  ...shared,
  ...noLoss,
  ...noDuplicate,
  ...noPhantom,
  ...orderPerKey,
  ...noCorruption,
  ...callerSurvives,
  ...boundedWait,
  ...boundedMemory,
  ...noContradiction,
  ...storedOnce,
  ...noOrphan,
  ...progresses,
  ...noSilentGap,
  ...wholeTransactions,
  ...replicaEqual,
  ...boundedRetention,
  ...onTime,
  ...totalsAgree,
  ...nothingUnreadRemoved,
  ...knownServer,
};
