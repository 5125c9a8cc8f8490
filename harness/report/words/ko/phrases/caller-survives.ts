import type { CallerSurvivesPhrase } from "../../../../check/caller-survives.ts";
import type { Words } from "../../words.ts";
import { count, named } from "../amounts.ts";
import { slowly } from "./slowness.ts";

export const callerSurvives: Words<CallerSurvivesPhrase> = {
  "no-login-sent": () => "보낸 로그인이 없습니다",
  "none-failed": ({ logins }) =>
    `로그인 ${count(logins, "건")}이 응답을 받았고, 실패한 것이 없습니다`,
  "callers-failed": ({ count: failed, ops, logins }) =>
    `${failedOf(failed, logins)}: ${named({ ops })}`,
  "callers-failed-slowly": ({ failed, logins, slowness }) =>
    `${failedOf(failed, logins)}. 그러나 ${slowly(slowness)}`,
  "failed-before-faults": ({ failed, logins }) =>
    `로그인 ${count(logins, "건")} 중 ${count(failed, "건")}이 첫 장애 전에 실패했습니다`,
  "answers-unreadable": ({ count: unread, ops }) =>
    `로그인 ${count(unread, "건")}에 읽을 수 있는 응답이 없습니다: ${named({ ops })}`,
};

const failedOf = (failed: number, logins: number): string =>
  `로그인 ${count(logins, "건")} 중 ${count(failed, "건")}이 실패했습니다`;
