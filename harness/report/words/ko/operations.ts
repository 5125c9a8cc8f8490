import { duration } from "../amounts.ts";
import type { Catalogue } from "../en/mod.ts";

export const operations: Catalogue["operations"] = {
  title: "작업",
  caption: "각 단계에 도달한 작업의 수",
  head: ["작업", "수", "뜻"],
  planned: ["계획됨", "무엇이든 시작하기 전에 부하가 정한 것"],
  ok: ["ok", "호출자에게 성공을 알린 것"],
  failed: ["실패", "확실히 거절된 것. 업무 롤백을 포함합니다"],
  uncertain: ["불확실", "호출자가 결과를 끝내 알지 못한 것"],
  dropped: ["보내지 않음", "동시에 진행할 수 있는 작업의 한도에 이르러 보내지 않은 것"],
  committed: ["커밋됨", "원본 데이터베이스에 있는 것"],
  applied: ["적용됨", "대상 데이터베이스에 효과가 있는 것"],
  failedYetCommitted: ["실패했으나 커밋됨", "거절되었지만 커밋된 것"],
  appliedIn: (targets) => `대상별 적용: ${targets.join(", ")}.`,
  target: (name, applied, joinedMs) => {
    if (joinedMs === null) return `${name} ${applied}`;
    const since = joinedMs <= 0 ? "나중에 참여해 처음부터 읽음" : `${duration(joinedMs)}에 참여`;
    return `${name} ${applied} (${since})`;
  },
};
