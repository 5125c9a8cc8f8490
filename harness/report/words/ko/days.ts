import type { Catalogue } from "../en/mod.ts";
import { count } from "./amounts.ts";

export const days: Catalogue["days"] = {
  title: "영업일",
  caption: (zone) => `날마다 일어난 일 (현지 시각, ${zone})`,
  head: [
    ...["날짜", "시간", "행", "파일", "예정", "점검", "마감", "적재"] as const,
    ...["제때", "파일 위치", "다시 요청"] as const,
  ],
  note:
    "행은 원본의 쿼리가 가져간 것입니다. 적재 시각은 영업 시계의 두 시점 사이로만 알 수 있습니다. " +
    "날짜가 없는 시각은 예정 시각과 같은 날이고, 날짜가 없는 예정 시각은 그 영업일 당일입니다.",
  timings: {
    "in time": "제때",
    "late": "늦음",
    "open": "마감 전",
    "unknown": "늦었을 수 있음",
  },
  hours: (hours) => `${hours}시간`,
  rows: (rows) => count(rows, "행"),
  files: (files) => `파일 ${count(files, "개")}`,
  attempts: (attempts) => `시도 ${count(attempts, "번")}`,
  notLoaded: "적재되지 않음",
  loaded: "적재됨",
  loadedBefore: (time) => `${time} 전`,
  loadedAfter: (time) => `${time} 후`,
  noFolder: "폴더에 없음",
  places: (places) => places.join(", "),
  allIn: (place) => place,
  someIn: (amount, place) => `${place} ${count(amount, "개")}`,
  requests: (all, byHand) =>
    `${count(all, "번")} 다시 요청` +
    (byHand === 0 ? "" : byHand === all ? " (수동)" : ` (그중 ${count(byHand, "번")}은 수동)`),
};
