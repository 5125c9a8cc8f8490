import type { OrderPerKeyPhrase } from "../../check/order-per-key.ts";
import { many, named } from "./amounts.ts";
import type { Words } from "./words.ts";

export const orderPerKey: Words<OrderPerKeyPhrase> = {
  "in-order": ({ keys, putBack }) =>
    `${many(keys, "key")}, each in the order of its commits` +
    (putBack === 0 ? "" : `, without ${putBack} set aside but applied later`),
  "out-of-order": ({ count, ops }) =>
    `${many(count, "operation")} applied after a later operation of the same key: ${
      named({ ops })
    }`,
  "no-key": ({ count }) =>
    `${many(count, "operation")} ${
      count === 1 ? "has no key: its" : "have no key: their"
    } order is not known`,
  "no-seq": ({ count, key, keys }) =>
    `${many(count, "operation")} of ${key} ${
      count === 1 ? "has no seq: its" : "have no seq: their"
    } order is not known${nor(keys - 1, "more key")}`,
  "same-seq": ({ ops, key, pairs }) =>
    `${pair(ops, key)} have the same seq: their order is not known${nor(pairs - 1, "more pair")}`,
  "same-n": ({ ops, key, target, pairs }) =>
    `${pair(ops, key)} have the same n${target === "" ? "" : ` in ${target}`}: ` +
    `their order is not known${nor(pairs - 1, "more pair")}`,
};

const pair = ([a, b]: readonly number[], key: string) => `op ${a} and op ${b} of ${key}`;

const nor = (count: number, word: string) => count === 0 ? "" : ` (${many(count, word)} too)`;
