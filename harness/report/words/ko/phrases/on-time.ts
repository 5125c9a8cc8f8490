import type { LateDay, LateDays, OnTimePhrase, OutlastedDay } from "../../../../check/on-time.ts";
import { duration } from "../../amounts.ts";
import { english, type Said, said } from "../../said.ts";
import type { Words } from "../../words.ts";
import { count, firstOf } from "../amounts.ts";

export const onTime: Words<OnTimePhrase, Said> = {
  "no-deadline-passed": () => "영업 시계가 어떤 마감도 지나지 않았습니다",
  "days-on-time": ({ days, leftOut }) =>
    `영업일 ${count(days, "일")}이 마감까지 적재되었습니다${without(leftOut)}`,
  "days-late": lateDays,
  "days-perhaps-late": (late) =>
    `${lateDays(late)}. 그러나 읽을 수 없는 줄에 적재되었다고 적혀 있을 수 있습니다`,
  "days-late-after-halt": ({ count: late, dates, role, why }) =>
    said`${role} 역할이 중단(halt)한 뒤로(${english(why)}) 영업일 ${
      count(late, "일")
    }이 늦었습니다: ${firstOf(dates, late, "일")}`,
  "days-late-after-the-end": ({ count: late, dates }) =>
    `영업일 ${count(late, "일")}이 늦었지만, 마감이 모두 비워진 뒤에 지났습니다: ${
      firstOf(dates, late, "일")
    }`,
  "day-times-unknown": ({ count: unclear, dates }) =>
    "언제 적재되었는지, 또는 점검이나 마감이 언제 지났는지 히스토리에 적혀 있지 않습니다: " +
    firstOf(dates, unclear, "일"),
  "every-day-left-out": ({ leftOut }) => `판정할 수 있는 영업일이 없습니다${without(leftOut)}`,
};

function lateDays({ count: late, days, leftOut }: LateDays): string {
  return `영업일 ${count(late, "일")}이 늦었습니다: ${firstOf(days.map(lateDay), late, "일")}` +
    without(leftOut);
}

function lateDay({ date, deadlineMs, lateMs }: LateDay): string {
  const when = deadlineMs === null ? "" : ` (마감 ${duration(deadlineMs)})`;
  return lateMs === null
    ? `${date}은 마감이 지나도록 적재되지 않았습니다${when}`
    : `${date}은 마감 ${duration(lateMs)} 뒤에 적재되었습니다${when}`;
}

const without = (leftOut: readonly OutlastedDay[]): string =>
  leftOut.length === 0 ? "" : "; 장애가 점검부터 마감까지 이어져 뺀 날: " +
    leftOut.map(({ date, faults }) => `${date} (${faults.join(", ")})`).join(", ");
