import type { DayDifference, ShownTotals, TotalsAgreePhrase } from "../../check/totals-agree.ts";
import { firstOf, many } from "./amounts.ts";
import type { Words } from "./words.ts";

export const totalsAgree: Words<TotalsAgreePhrase> = {
  "totals-unknown": () => "nobody counted the rows of a business day",
  "totals-agree": ({ days, rows, rejected }) =>
    rows === 0
      ? `no row in ${many(days, "business day")} on either side: nothing to compare`
      : `${many(rows, "row")} of ${many(days, "business day")}: the target has what the queries ` +
        `found${rejected === 0 ? "" : `, but ${many(rejected, "row")} that it rejected`}`,
  "totals-differ": ({ count, days }) => firstOf(days.map(difference), count, "business day"),
};

function difference({ date, query, target }: DayDifference): string {
  const rejected = target.rejected === 0 ? "" : ` and ${target.rejected} rejected`;
  return `${date}: ${totals(query)} in the query, ${totals(target)}${rejected} in the target`;
}

const totals = ({ count, sum, xor }: ShownTotals) =>
  `${many(count, "row")} (sum ${sum}, XOR ${xor})`;
