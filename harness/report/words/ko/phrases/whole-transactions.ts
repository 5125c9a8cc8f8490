import type { WholeTransactionsPhrase } from "../../../../check/whole-transactions.ts";
import type { Words } from "../../words.ts";
import { count, named } from "../amounts.ts";

export const wholeTransactions: Words<WholeTransactionsPhrase> = {
  "changes-unknown": () => "원본의 트랜잭션이 무엇을 바꾸었는지 히스토리에 적혀 있지 않습니다",
  "no-change-applied": () => "어떤 대상도 변경을 어느 트랜잭션에서 적용했는지 말하지 않습니다",
  "none-split": ({ transactions, changes }) =>
    `트랜잭션 ${count(transactions, "개")}(변경 ${
      count(changes, "건")
    })가 각각 통째로 적용되었습니다`,
  "split": ({ count: split, ops }) =>
    `작업 ${count(split, "건")}이 대상의 트랜잭션 둘 이상에 나뉘어 적용되었습니다: ${
      named({ ops })
    }`,
  "change-unmade": ({ count: wrong, ops }) =>
    `작업 ${count(wrong, "건")}이 원본에 없던 변경과 함께 적용되었습니다: ${named({ ops })}`,
  "in-part": ({ count: part, ops }) =>
    `작업 ${count(part, "건")}이 일부만 적용되어 변경이 빠져 있습니다: ${named({ ops })}`,
  "changes-named-in-part": ({ count: unclear, ops }) =>
    `작업 ${
      count(unclear, "건")
    }의 변경이 모두 적혀 있지 않아서, 모두 적용되었는지 알 수 없습니다: ${named({ ops })}`,
  "transaction-unknown": ({ count: unclear, ops }) =>
    `작업 ${count(unclear, "건")}에 효과가 있지만, 대상이 어느 트랜잭션인지 말하지 않습니다: ${
      named({ ops })
    }`,
};
