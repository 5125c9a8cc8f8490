import { duration } from "../amounts.ts";
import type { Catalogue } from "../en/mod.ts";
import { count } from "./amounts.ts";

export const plan: Catalogue["plan"] = {
  title: "계획",
  none: "이 히스토리에는 어떻게 만들어졌는지 적혀 있지 않습니다.",
  caption: "실행한 것",
  head: ["항목", "계획"],
  again: "다시 실행하기",
  name: "랩/변형",
  seed: "시드",
  runtime: "런타임",
  versions: "버전",
  load: "부하",
  chaos: "장애",
  noChaos: "없음",
  role: (name) => `역할 ${name}`,
  loadOf: ({ messages, users, rate, inFlightLimit, timeoutMs }, rolledBackPercent) =>
    `사용자 ${count(users, "명")}의 작업 ${count(messages, "건")}, 초당 ${rate}건, ` +
    `롤백 ${rolledBackPercent} %. 동시에 최대 ${count(inFlightLimit, "건")}, ` +
    `응답 제한 시간 ${duration(timeoutMs)}`,
  episode: (name, beginMs, pass, forMs) =>
    `${name}: ${pass ?? `부하 시작 후 ${duration(beginMs)}에`}` +
    (forMs > 0 ? `, ${duration(forMs)} 동안` : ""),
};
