import type {
  DayDifference,
  ShownTotals,
  TotalsAgreePhrase,
} from "../../../../check/totals-agree.ts";
import type { Words } from "../../words.ts";
import { count, firstOf } from "../amounts.ts";

export const totalsAgree: Words<TotalsAgreePhrase> = {
  "totals-unknown": () => "영업일의 행을 아무도 세지 않았습니다",
  "totals-agree": ({ days, rows, rejected }) =>
    rows === 0
      ? `영업일 ${count(days, "일")}에 양쪽 모두 행이 없어서, 비교할 것이 없습니다`
      : `영업일 ${count(days, "일")}의 ${
        count(rows, "행")
      }: 대상에 쿼리가 찾은 것이 모두 있습니다` +
        (rejected === 0 ? "" : ` (거부한 ${count(rejected, "행")} 제외)`),
  "totals-differ": ({ count: unequal, days }) => firstOf(days.map(difference), unequal, "일"),
};

function difference({ date, query, target }: DayDifference): string {
  const rejected = target.rejected === 0 ? "" : `, 거부 ${count(target.rejected, "행")}`;
  return `${date}: 쿼리는 ${totals(query)}, 대상은 ${totals(target)}${rejected}`;
}

const totals = ({ count: rows, sum, xor }: ShownTotals) =>
  `${count(rows, "행")} (합계 ${sum}, XOR ${xor})`;
