import type { WholeTransactionsPhrase } from "../../check/whole-transactions.ts";
import { many, named } from "./amounts.ts";
import type { Words } from "./words.ts";

export const wholeTransactions: Words<WholeTransactionsPhrase> = {
  "changes-unknown": () =>
    "the history does not say which changes a transaction of the source made",
  "no-change-applied": () => "no target says in which transaction it applied a change",
  "none-split": ({ transactions, changes }) =>
    `${many(transactions, "transaction")} (${many(changes, "change")}) applied, each as a whole`,
  "split": ({ count, ops }) =>
    `${many(count, "operation")} applied in more than one transaction of a target: ` +
    named({ ops }),
  "change-unmade": ({ count, ops }) =>
    `${many(count, "operation")} applied with a change that the source did not make: ` +
    named({ ops }),
  "in-part": ({ count, ops }) =>
    `${many(count, "operation")} applied in part, some of the changes are missing: ` +
    named({ ops }),
  "changes-named-in-part": ({ count, ops }) =>
    `not every change of ${many(count, "operation")} is named, so it is not known whether all ` +
    `were applied: ${named({ ops })}`,
  "transaction-unknown": ({ count, ops }) =>
    `${many(count, "operation")} with an effect, but the target does not say in which ` +
    `transaction: ${named({ ops })}`,
};
