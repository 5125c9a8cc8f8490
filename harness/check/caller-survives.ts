import type { ConditionalPromise } from "../contract/lab.ts";
import { calleeAway, calleeSlow } from "../contract/hazards.ts";
import { REFUSED, UNCERTAIN } from "../history/columns.ts";
import { callersOf, isFailed, phaseOfCall } from "./callers.ts";
import { type Examination, undecided } from "./checker.ts";
import { type NeverSent, neverSent } from "./load_validity.ts";
import { few, type Operations, type Says } from "./phrase.ts";
import { type Slowness, slowness } from "./slowness.ts";

export type CallerSurvivesPhrase =
  | Says<"no-login-sent">
  | Says<"none-failed", { logins: number }>
  | Says<"callers-failed", Operations & { logins: number }>
  /** The operations may have failed because the machine was too slow. */
  | Says<"callers-failed-slowly", { failed: number; logins: number; slowness: Slowness }>
  | Says<"failed-before-faults", { failed: number; logins: number }>
  | Says<"answers-unreadable", Operations>;

export const callerSurvives:
  & ConditionalPromise
  & Examination<CallerSurvivesPhrase | NeverSent> = {
    name: "caller-survives",
    holds: "under",
    threatenedBy: [calleeAway, calleeSlow],
    summary: "A failure behind the login does not make the login fail.",
    anomaly: null,
    examine(evidence) {
      const { all, before } = callersOf(evidence);
      if (all.count === 0) return undecided({ code: "no-login-sent" });
      const hasFault = evidence.facts.faults.length > 0;
      const early: CallerSurvivesPhrase[] = !hasFault || before.failed === 0
        ? []
        : [{ code: "failed-before-faults", failed: before.failed, logins: before.count }];
      const failed = evidence.tally((slot) =>
        isFailed(evidence, slot) && !(hasFault && phaseOfCall(evidence, slot) === "before")
      );
      const tally = evidence.isWhole
        ? failed
        : evidence.tally((slot) =>
          isFailed(evidence, slot) && evidence.has(slot, REFUSED | UNCERTAIN) &&
          !(hasFault && phaseOfCall(evidence, slot) === "before")
        );
      if (tally.count === 0) {
        const open: CallerSurvivesPhrase[] = failed.count === 0
          ? []
          : [{ code: "answers-unreadable", ...few(failed) }];
        const seen: CallerSurvivesPhrase = { code: "none-failed", logins: all.count };
        return { tally, seen, undecided: [...early, ...open, ...neverSent(evidence)] };
      }
      const slow = slowness(evidence);
      if (slow !== null) {
        const counts = { failed: tally.count, logins: all.count };
        return undecided({ code: "callers-failed-slowly", ...counts, slowness: slow });
      }
      const seen: CallerSurvivesPhrase = {
        code: "callers-failed",
        ...few(tally),
        logins: all.count,
      };
      return { tally, seen, undecided: [] };
    },
  };
