import { duration } from "../amounts.ts";
import type { Catalogue } from "../en/mod.ts";

export const monitors: Catalogue["monitors"] = {
  title: "운영자가 보았을 것",
  caption: "흔히 쓰는 모니터, 1초에 한 번 측정",
  head: ["모니터", "경보 조건", "최고", "마지막", "경보"],
  note: "모니터는 그 작업을 세는 경우에만 이상 현상을 감지합니다. 감지 못함은 아무리 기다려도 " +
    "어떤 모니터도 그 작업을 세지 않는다는 뜻입니다.",
  names: {
    "oldest-row": "가장 오래 기다린 행의 나이",
    "consumer-lag": "컨슈머 랙",
    "dead-letters": "데드 레터",
    "slot": "슬롯을 위해 보관하는 로그",
    "oldest-request": "가장 오래 응답이 없는 요청의 나이",
    "failed-requests": "최근 5초 동안 실패한 요청의 비율",
    "expected-file": "와야 할 파일",
  },
  never: "없음",
  alarmed: (atMs) => `${duration(atMs)}에`,
  loadedByCheck: "점검 때까지 적재되지 않음",
  above: (limit) => `${limit} 초과`,
  answer: (anomaly, op, sight) => `${anomaly}, 작업 ${op}: ${sight}`,
  silent: "감지 못함. 어떤 모니터도 세지 않습니다",
  monitor: (name, limit) => limit === null ? name : `${name}(${limit})`,
  detected: (afterMs, monitor) => `${duration(afterMs)} 뒤에 감지됨: ${monitor}`,
  wouldAlarm: (afterMs, monitor) =>
    `${afterMs === 0 ? "곧바로" : `${duration(afterMs)} 뒤에`} 경보가 울릴 것입니다: ${monitor}`,
};
