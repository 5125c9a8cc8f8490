/** The variants of a call inside a request: the sound ones, and the famous mistakes beside them. */
import { boundedWait } from "../../harness/check/bounded-wait.ts";
import { noContradiction } from "../../harness/check/no-contradiction.ts";
import { noCorruption } from "../../harness/check/no-corruption.ts";
import { noDuplicate } from "../../harness/check/no-duplicate.ts";
import { noLoss } from "../../harness/check/no-loss.ts";
import { noPhantom } from "../../harness/check/no-phantom.ts";
import { faultsOn } from "../../harness/contract/fault_set.ts";
import { promise, promiseUnder } from "../../harness/contract/promise.ts";
import { strike } from "../../harness/contract/worst_case.ts";
import { answerError } from "../../harness/faults/answer_error.ts";
import { kill } from "../../harness/faults/kill.ts";
import { loseAnswer } from "../../harness/faults/lose_answer.ts";
import { pause } from "../../harness/faults/pause.ts";
import { refuse } from "../../harness/faults/refuse.ts";
import type { Mistake, Promised, Variant } from "../../harness/contract/lab.ts";
import { loginSurvives } from "../login_points/called.ts";
import { callStandstillMs, progresses } from "../login_points/promises.ts";

const whateverHappens: readonly Promised[] = [
  promise(noLoss),
  promise(noDuplicate),
  promise(noCorruption),
  progresses(callStandstillMs),
];
const recorded: readonly Promised[] = [
  ...whateverHappens,
  promise(noPhantom),
  promise(noContradiction),
  loginSurvives,
];
/** A login has 2 s and its call 300 ms: the rest is for a machine under load. */
const bounded: readonly Promised[] = [
  ...recorded,
  promiseUnder(boundedWait, faultsOn("points"), { limit: 2_000 }),
];

type Rest = Omit<Variant, "promises">;
const sound = (promises: readonly Promised[], rest: Rest): Variant => ({ ...rest, promises });
/** A twin claims the promises of the sound variant that it imitates. */
const twin = (promises: readonly Promised[], rest: Rest & Mistake): Variant =>
  sound(promises, rest);

export const variants: Readonly<Record<string, Variant>> = {
  "record-failure": sound(recorded, {
    summary: "the login's transaction records the owed grant; calls, and retries until settled",
    worstCase: {
      crash: ["points:after-effect-before-answer@3"],
      chaos: [strike(loseAnswer), strike(kill, "login")],
    },
  }),
  "circuit-breaker": sound(bounded, {
    summary: "record-failure, with a short timeout and a breaker: the caller's wait is bounded",
    worstCase: { chaos: [strike(pause, "points")] },
    settings: { login: { TIMEOUT_MS: "300", BREAKER: "on" } },
  }),
  "all-or-nothing": sound(whateverHappens, {
    summary: "calls as the last step of the transaction; if points fail, the login fails",
    worstCase: { chaos: [strike(loseAnswer)] },
    settings: { login: { CALL: "all-or-nothing" } },
  }),
  "compensate": sound(recorded, {
    summary: "record-failure; a refusal for good takes back the login's reward",
    worstCase: { chaos: [strike(refuse)] },
    settings: { login: { REFUSED: "compensate" } },
  }),
  "retry-without-key": twin(recorded, {
    summary: "tries again without an idempotency key; a call that timed out may have worked",
    breaks: noDuplicate,
    imitates: "record-failure",
    shownAt: "login.ts#call",
    worstCase: { chaos: [strike(loseAnswer)] },
    settings: { login: { IDEMPOTENCY_KEY: "none" } },
  }),
  "no-timeout": twin(bounded, {
    summary: "waits for ever; a call that never fails never opens the breaker",
    breaks: boundedWait,
    imitates: "circuit-breaker",
    shownAt: "login.ts#limit",
    worstCase: { chaos: [strike(pause, "points")], rate: 50, atMs: 1_200, forMs: 3_000 },
    settings: { login: { TIMEOUT_MS: "0", BREAKER: "on" } },
  }),
  "swallow": twin(recorded, {
    summary: "catches the failure and forgets it, so that the login survives",
    breaks: noLoss,
    imitates: "record-failure",
    shownAt: "login.ts#swallow",
    insteadOf: "login.ts#recordFailure",
    worstCase: { chaos: [strike(answerError)] },
    settings: { login: { CALL: "swallow" } },
  }),
};
