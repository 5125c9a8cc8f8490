/** The variants of a call after the answer: the sound ones, and the famous mistakes beside them. */
import { boundedMemory } from "../../harness/check/bounded-memory.ts";
import { noContradiction } from "../../harness/check/no-contradiction.ts";
import { noCorruption } from "../../harness/check/no-corruption.ts";
import { noDuplicate } from "../../harness/check/no-duplicate.ts";
import { noLoss } from "../../harness/check/no-loss.ts";
import { noPhantom } from "../../harness/check/no-phantom.ts";
import { at, type FaultSet, faultsOn, on } from "../../harness/contract/fault_set.ts";
import { promise, promiseUnder } from "../../harness/contract/promise.ts";
import { strike } from "../../harness/contract/worst_case.ts";
import { answerError } from "../../harness/faults/answer_error.ts";
import { burst } from "../../harness/faults/burst.ts";
import { kill } from "../../harness/faults/kill.ts";
import { loseAnswer } from "../../harness/faults/lose_answer.ts";
import { partition } from "../../harness/faults/partition.ts";
import { poison } from "../../harness/faults/poison.ts";
import { reset } from "../../harness/faults/reset.ts";
import { restart } from "../../harness/faults/restart.ts";
import { rollback } from "../../harness/faults/rollback.ts";
import { slow } from "../../harness/faults/slow.ts";
import { stop } from "../../harness/faults/stop.ts";
import type { Mistake, Promised, Variant } from "../../harness/contract/lab.ts";
import { gentlePoints, loginSurvives } from "../login_points/called.ts";
import { callStandstillMs, progresses } from "../login_points/promises.ts";

/** Faults that lose the login's memory, or lose the answer of a commit, so that its task never starts. */
const harsh: readonly FaultSet[] = [
  on(kill, "login", "source"),
  on(restart, "source"),
  on(partition),
  on(reset),
  at("crash", "login"),
  at("fail", "login:after-commit"),
];

const mebibyte = 2 ** 20;
const always: readonly Promised[] = [
  promise(noDuplicate),
  promise(noCorruption),
  promise(noPhantom),
  promise(noContradiction),
  progresses(callStandstillMs),
  loginSurvives,
  // When the login is cut off, its callers wait outside it, so its small memory proves nothing.
  promiseUnder(boundedMemory, [
    ...faultsOn("points", "target"),
    ...gentlePoints,
    on(poison),
    on(stop, "login"),
    on(rollback),
    on(burst),
  ], { limit: 256 * mebibyte }),
];
const inMemory: readonly Promised[] = [promise(noLoss, { except: harsh }), ...always];
const recorded: readonly Promised[] = [promise(noLoss), ...always];

/** A twin claims the promises of `pool`, which it imitates. */
const twin = (rest: Omit<Variant, "promises"> & Mistake): Variant => ({
  ...rest,
  promises: inMemory,
});

export const variants: Readonly<Record<string, Variant>> = {
  "pool": {
    summary: "a bounded pool and queue; failures go to a failure log and are retried",
    promises: inMemory,
    worstCase: {
      crash: ["points:after-effect-before-answer@3"],
      fail: ["login:before-call@20"],
      chaos: [strike(stop, "login")],
    },
  },
  "failure-log-first": {
    summary: "pool; the login's transaction records the owed grant, so a crash loses nothing",
    promises: recorded,
    worstCase: {
      crash: ["login:after-commit@30"],
      chaos: [strike(loseAnswer), strike(kill, "login")],
    },
    settings: { login: { TASK: "failure-log-first" } },
  },
  "fire-and-forget": twin({
    summary: "starts the call and ignores its outcome, even an error",
    breaks: noLoss,
    imitates: "pool",
    shownAt: "login.ts#fireAndForget",
    insteadOf: "login.ts#pool",
    worstCase: { chaos: [strike(answerError)] },
    settings: { login: { TASK: "fire-and-forget" } },
  }),
  "catch-outside": twin({
    summary: "try/catch around the start of the task; the start never throws",
    breaks: noLoss,
    imitates: "pool",
    shownAt: "login.ts#catchOutside",
    insteadOf: "login.ts#pool",
    worstCase: { chaos: [strike(answerError)] },
    settings: { login: { TASK: "catch-outside" } },
  }),
  "before-commit": twin({
    summary: "starts the task inside the transaction, which may still roll back",
    breaks: noPhantom,
    imitates: "pool",
    shownAt: "login.ts#beforeCommit",
    insteadOf: "login.ts#pool",
    worstCase: { chaos: [strike(rollback)], hold: ["login:before-rollback@1=300ms"] },
    settings: { login: { TASK: "before-commit" } },
  }),
  "unbounded": twin({
    summary: "a bounded pool with a queue that takes everything",
    breaks: boundedMemory,
    imitates: "pool",
    shownAt: "login.ts#unbounded",
    insteadOf: "login.ts#pool",
    worstCase: {
      chaos: [strike(slow)],
      rate: 300,
      durationMs: 5_000,
      atMs: 300,
      forMs: 4_500,
      inFlight: 1_000,
    },
    // A pool this small falls behind on any machine, even if logins come slowly.
    settings: { login: { TASK: "unbounded", POOL: "8" } },
  }),
};
