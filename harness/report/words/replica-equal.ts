import type { ReplicaEqualPhrase, TableDifference } from "../../check/replica-equal.ts";
import { firstOf, many } from "./amounts.ts";
import type { Words } from "./words.ts";

export const replicaEqual: Words<ReplicaEqualPhrase> = {
  "replica-unknown": () => "nobody compared a table of the source with its copy",
  "replica-equal": ({ tables, rows }) =>
    rows === 0
      ? `${many(tables, "table")} without a row, also in the copy: nothing to compare`
      : `${many(rows, "row")} in ${many(tables, "table")}, each as in the source`,
  "replica-differs": ({ count, tables }) => firstOf(tables.map(difference), count, "table"),
};

function difference({ table, target, rows, missing, extra, different, first }: TableDifference) {
  const counts = [[missing, "missing"], [extra, "too many"], [different, "different"]] as const;
  const wrong = counts.filter(([count]) => count > 0)
    .map(([count, word]) => `${count.toLocaleString("en")} ${word}`);
  const shown = first.length === 0 ? "" : ` (${first.join("; ")})`;
  return `${table} in ${target} (${many(rows, "row")} in the source): ${wrong.join(", ")}${shown}`;
}
