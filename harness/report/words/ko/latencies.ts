import { duration } from "../amounts.ts";
import type { Catalogue } from "../en/mod.ts";
import { count } from "./amounts.ts";

export const latencies: Catalogue["latencies"] = {
  title: "장애 전, 장애 중, 장애 후의 지연 시간",
  none: "히스토리에 작업의 시각이 없습니다.",
  caption: "백분위수(가장 가까운 순위)",
  head: ["구간", "p50", "p90", "p99", "p99.9", "p99.99", "최대", "작업"],
  caller: "호출자",
  endToEnd: "종단 간",
  phases: { all: "전체", before: "장애 전", during: "장애 중", after: "장애 후" },
  failedOf: (phase, failed, all) =>
    `${phase === null ? "" : `${phase} `}${count(all, "건")} 중 ${count(failed, "건")}`,
  failed: (counts) => `ok를 받지 못한 호출자(계획된 롤백 제외): ${counts}.`,
  recovered: (ms) => `마지막 장애가 끝나고 ${duration(ms)} 뒤에 복구되었습니다.`,
  outage: (ms) => `부하 중에 ok가 없었던 가장 긴 시간: ${duration(ms)}.`,
};
