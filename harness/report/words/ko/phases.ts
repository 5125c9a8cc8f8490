import type { Catalogue } from "../en/mod.ts";

export const phases: Catalogue["phases"] = {
  title: "실행의 단계",
  caption: "단계마다 걸린 시간",
  head: ["단계", "걸린 시간"],
  names: {
    provision: "서버 시작",
    prepare: "준비",
    start: "역할 시작",
    drive: "부하",
    drain: "비우기",
    audit: "데이터베이스 읽기",
    judge: "판정",
    clean: "정리",
  },
  together: "합계",
};
