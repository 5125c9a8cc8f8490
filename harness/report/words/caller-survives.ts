import type { CallerSurvivesPhrase } from "../../check/caller-survives.ts";
import { many, named } from "./amounts.ts";
import { slowly } from "./slowness.ts";
import type { Words } from "./words.ts";

export const callerSurvives: Words<CallerSurvivesPhrase> = {
  "no-login-sent": () => "no login was sent",
  "none-failed": ({ logins }) => `${many(logins, "login")} answered, none failed`,
  "callers-failed": ({ count, ops, logins }) => `${failedOf(count, logins)}: ${named({ ops })}`,
  "callers-failed-slowly": ({ failed, logins, slowness }) =>
    `${failedOf(failed, logins)}, but ${slowly(slowness)}`,
  "failed-before-faults": ({ failed, logins }) =>
    `${failed} of ${many(logins, "login")} failed before the first fault`,
  "answers-unreadable": ({ count, ops }) =>
    `${many(count, "login")} without an answer that can be read: ${named({ ops })}`,
};

const failedOf = (failed: number, logins: number): string =>
  `${failed.toLocaleString("en")} of ${many(logins, "login")} failed`;
