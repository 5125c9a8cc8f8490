import type { ReplicaEqualPhrase, TableDifference } from "../../../../check/replica-equal.ts";
import type { Words } from "../../words.ts";
import { count, firstOf } from "../amounts.ts";

export const replicaEqual: Words<ReplicaEqualPhrase> = {
  "replica-unknown": () => "원본의 테이블을 사본과 아무도 비교하지 않았습니다",
  "replica-equal": ({ tables, rows }) =>
    rows === 0
      ? `테이블 ${count(tables, "개")}에 행이 없고 사본에도 없어서, 비교할 것이 없습니다`
      : `테이블 ${count(tables, "개")}의 ${count(rows, "행")}이 모두 원본과 같습니다`,
  "replica-differs": ({ count: unequal, tables }) =>
    firstOf(tables.map(difference), unequal, "개 테이블"),
};

function difference({ table, target, rows, missing, extra, different, first }: TableDifference) {
  const counts = [[missing, "부족"], [extra, "초과"], [different, "다름"]] as const;
  const wrong = counts.filter(([amount]) => amount > 0)
    .map(([amount, word]) => `${count(amount, "행")} ${word}`);
  const shown = first.length === 0 ? "" : ` (${first.join("; ")})`;
  return `${target}의 ${table}(원본은 ${count(rows, "행")}): ${wrong.join(", ")}${shown}`;
}
