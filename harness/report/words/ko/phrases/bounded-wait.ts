import type { BoundedWaitPhrase, Measured, Timed } from "../../../../check/bounded-wait.ts";
import { duration } from "../../amounts.ts";
import type { Words } from "../../words.ts";
import { count, named } from "../amounts.ts";
import { loadLate, slowBefore } from "./slowness.ts";

export const boundedWait: Words<BoundedWaitPhrase> = {
  "too-few-waits": ({ needed, ...timed }) =>
    `시간을 잰 것이 ${of(timed)}이고, 적어도 ${count(needed, "건")}이 필요합니다`,
  "wait-within-limit": ({ limitMs, ...measured }) =>
    `${waited(measured)}이고, 약속한 한도는 ${duration(limitMs)}입니다`,
  "wait-above-limit": ({ limitMs, count: longer, ops, ...measured }) =>
    `${waited(measured)}로, 한도 ${duration(limitMs)}를 넘었습니다. 호출자 ${
      count(longer, "명")
    }이 더 오래 기다렸습니다: ${named({ ops })}`,
  "wait-perhaps-lower": (measured) =>
    `${waited(measured)}이지만, 읽을 수 없는 줄에 더 짧은 대기가 있을 수 있습니다`,
  "wait-of-late-load": ({ lateMs, ...measured }) =>
    `${waited(measured)}입니다. 그러나 ${loadLate(lateMs)}`,
  "wait-slow-before-faults": ({ medianMs, ...measured }) =>
    `${waited(measured)}입니다. 그러나 ${slowBefore(medianMs)}`,
  "never-answered": ({ count: unanswered, ops }) =>
    `응답이 없는 작업 ${count(unanswered, "건")}의 대기 시간을 알 수 없습니다: ${named({ ops })}`,
};

const of = ({ timed, isDuringFaults }: Timed): string =>
  `${isDuringFaults ? "장애 중의 " : ""}작업 ${count(timed, "건")}`;

const waited = ({ p99Ms, ...timed }: Measured): string => `${of(timed)}의 p99가 ${duration(p99Ms)}`;
