import type { OrderPerKeyPhrase } from "../../../../check/order-per-key.ts";
import type { Words } from "../../words.ts";
import { count, named } from "../amounts.ts";

export const orderPerKey: Words<OrderPerKeyPhrase> = {
  "in-order": ({ keys, putBack }) =>
    `키 ${count(keys, "개")}에서 모두 커밋 순서가 지켜졌습니다` +
    (putBack === 0 ? "" : ` (격리되었다가 나중에 적용된 ${count(putBack, "건")} 제외)`),
  "out-of-order": ({ count: late, ops }) =>
    `작업 ${count(late, "건")}이 같은 키의 나중 작업보다 늦게 적용되었습니다: ${named({ ops })}`,
  "no-key": ({ count: nameless }) =>
    `작업 ${count(nameless, "건")}에 키가 없어서 순서를 알 수 없습니다`,
  "no-seq": ({ count: unnumbered, key, keys }) =>
    `키 ${key}의 작업 ${count(unnumbered, "건")}에 seq가 없어서 순서를 알 수 없습니다${
      more(keys - 1, "키가")
    }`,
  "same-seq": ({ ops, key, pairs }) =>
    `${pair(ops, key)}의 seq가 같아서 순서를 알 수 없습니다${more(pairs - 1, "쌍이")}`,
  "same-n": ({ ops, key, target, pairs }) =>
    `${pair(ops, key)}의 n이 같아서${
      target === "" ? "" : `(대상 ${target})`
    } 순서를 알 수 없습니다${more(pairs - 1, "쌍이")}`,
};

const pair = ([a, b]: readonly number[], key: string) => `키 ${key}의 작업 ${a}, ${b}`;

/** @param what with its particle */
const more = (amount: number, what: string) =>
  amount === 0 ? "" : ` (그런 ${what} ${count(amount, "개")} 더 있습니다)`;
