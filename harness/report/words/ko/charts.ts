import type { Catalogue } from "../en/mod.ts";
import { duration } from "../amounts.ts";
import { count } from "./amounts.ts";

export const charts: Catalogue["charts"] = {
  title: "시간에 따른 변화",
  none: "히스토리에 그릴 시각이 없습니다.",
  seconds: "가로축은 실행 시작부터의 초입니다.",
  noScript: "그래프에는 JavaScript가 필요합니다. 그 자리의 표에 일부 값이 있습니다.",
  asTable: (title) => `${title}: 표로 보기`,
  somePoints: (title) => `${title}: 일부 값`,
  at: "시각",
  leftOut: (amount, writer) =>
    `${writer} 프로세스의 이벤트 ${count(amount, "건")}은 시각이 실행 밖에 있어 그리지 않았습니다.`,
  noFault: "표시할 장애가 없습니다.",
  shaded: (bands) => `띠로 표시한 장애: ${bands}.`,
  hollow: "속이 빈 띠: 그동안 위협이 오지 않았습니다.",
  hazards: (list) => `◆ 위협과 처음 온 시각: ${list}.`,
  hazard: (name, at) => `${name} (${at})`,
  band: (label, from, to) => `${label} (${from}부터 ${to ?? "끝"}까지)`,
  line: (label, last, highest) => `${label}: 마지막 ${last}, 최고 ${highest}`,
  spoken: (title, lines) => `그래프: ${title}. ${lines}.`,
  flow: {
    title: "커밋, 전송, 적용",
    note: (sentAgain) =>
      "시작부터 누적한 수입니다. 전송은 작업마다 한 번만 셉니다" +
      (sentAgain > 0 ? `(다시 보낸 것 ${count(sentAgain, "번")} 제외). ` : ". ") +
      "커밋이 적용보다 많으면 작업이 진행 중이거나 유실된 것입니다. 적용이 커밋보다 많으면 " +
      "작업이 두 번 적용되었거나, 일어나지 않은 작업이 적용된 것입니다.",
    committed: "커밋",
    sent: "전송",
    applied: "적용",
  },
  latency: {
    title: "지연 시간",
    note: (bucketMs) =>
      "호출자: 계획된 전송부터 응답까지이며, 계획된 전송 시각에 그립니다. 종단 간: 커밋부터 " +
      "효과까지이며, 커밋 시각에 그립니다. " +
      `점 하나는 ${bucketMs} ms 동안의 작업이고, 세로축은 로그 눈금입니다.`,
    caller: "호출자",
    endToEnd: "종단 간",
    limit: (ms) => `bounded-wait의 한도: ${duration(ms)}`,
  },
  waiting: {
    title: "기다리는 것",
    note: "커밋되고 적용되지 않음: 프로세스의 메모리를 포함해 어디서든 기다리는 작업입니다. " +
      "백로그: 보내는 쪽이 아직 가져가야 할 것입니다. 컨슈머 랙: 컨슈머가 아직 확인(ack)하지 않은 " +
      "것입니다. 둘 다 1초에 네 번 측정합니다.",
    underWay: "커밋되고 적용되지 않음",
    backlog: "백로그",
    lag: "컨슈머 랙",
  },
  again: {
    title: "재전달과 격리",
    note: "시작부터 누적한 수입니다. 같은 작업이 같은 컨슈머에 두 번째부터 전달된 것과, " +
      "데드 레터 큐나 테이블로 격리된 작업입니다.",
    redelivered: "재전달",
    setAside: "격리",
  },
  memory: {
    title: "메모리",
    note: "역할마다 프로세스의 상주 메모리이며, 1초에 네 번 측정합니다.",
  },
};
