import type { ProgressesPhrase, Stood } from "../../../../check/progresses.ts";
import { duration } from "../../amounts.ts";
import { english, type Said, said } from "../../said.ts";
import type { Words } from "../../words.ts";
import { slowly } from "./slowness.ts";

export const progresses: Words<ProgressesPhrase, Said> = {
  "standstill-unknown": () => "얼마나 멈춰 있었는지 히스토리에 적혀 있지 않습니다",
  "stood-within-limit": ({ limitMs, ...stood }) =>
    `${stoodStill(stood)}. 약속한 한도는 ${duration(limitMs)}입니다`,
  "stood-above-limit": ({ limitMs, ...stood }) =>
    `${stoodStill(stood)}. 모든 서버가 응답하고 모든 역할이 준비된 동안 한도 ${
      duration(limitMs)
    }를 넘었습니다`,
  "stood-doubted": ({ doubt, ...stood }) =>
    said`${stoodStill(stood)}. 그러나 확실하지 않습니다: ${english(doubt)}`,
  "stood-slowly": ({ slowness, ...stood }) => `${stoodStill(stood)}. 그러나 ${slowly(slowness)}`,
  "watched-too-briefly": ({ watchedMs, limitMs }) =>
    `기다리는 일을 ${duration(watchedMs)} 동안 지켜보았는데 한도가 ${
      duration(limitMs)
    }입니다. --drain-timeout이 더 길어야 합니다`,
};

function stoodStill({ stoodMs, backlog, lag }: Stood): string {
  if (stoodMs === 0) return "기다리는 일이 멈춰 있던 적이 없습니다";
  const waiting = lag === null ? `백로그 ${backlog}` : `백로그 ${backlog}, 컨슈머 랙 ${lag}`;
  return `기다리는 일(${waiting})이 ${duration(stoodMs)} 동안 멈춰 있었습니다`;
}
