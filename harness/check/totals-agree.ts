import type { UnconditionalPromise } from "../contract/lab.ts";
import {
  cutTransaction,
  fileChanged,
  fileMissing,
  inHand,
  lateCommit,
  redelivery,
} from "../contract/hazards.ts";
import type { RowTotals, TotalsFact } from "../history/facts.ts";
import { type Examination, undecided } from "./checker.ts";
import { Tally } from "./evidence.ts";
import type { Says } from "./phrase.ts";

export type TotalsAgreePhrase =
  | Says<"totals-unknown">
  /** `rows` is how many the queries found; the target rejected `rejected` of them. */
  | Says<"totals-agree", { days: number; rows: number; rejected: number }>
  /** `count` days differ; `days` has the first of them. */
  | Says<"totals-differ", { count: number; days: readonly DayDifference[] }>;

export type DayDifference = {
  readonly date: string;
  readonly query: ShownTotals;
  readonly target: ShownTotals;
};

/** `sum` and `xor` are whole numbers of any length. */
export type ShownTotals = {
  readonly count: number;
  readonly sum: string;
  readonly xor: string;
  readonly rejected: number;
};

const daysNamed = 10;

export const totalsAgree: UnconditionalPromise & Examination<TotalsAgreePhrase> = {
  name: "totals-agree",
  holds: "always",
  threatenedBy: [redelivery, inHand, cutTransaction, lateCommit, fileMissing, fileChanged],
  summary:
    "Once all is drained, the target has the count, sum and XOR of each business day's query.",
  anomaly: null,
  examine(evidence) {
    const { totals } = evidence.facts;
    if (totals.length === 0) return undecided({ code: "totals-unknown" });
    const unequal = totals.filter((day) => !agrees(day));
    const tally = new Tally();
    if (unequal.length === 0) {
      const sumOf = (count: (day: TotalsFact) => number) =>
        totals.reduce((sum, day) => sum + count(day), 0);
      const rows = sumOf(({ query }) => query?.count ?? 0);
      const rejected = sumOf(({ target }) => target?.rejected ?? 0);
      const seen: TotalsAgreePhrase = { code: "totals-agree", days: totals.length, rows, rejected };
      return { tally, seen, undecided: [] };
    }
    const days = unequal.slice(0, daysNamed).map(({ date, query, target }) => (
      { date, query: shown(query), target: shown(target) }
    ));
    const seen: TotalsAgreePhrase = { code: "totals-differ", count: unequal.length, days };
    if (!evidence.isMissingForGood) return undecided(seen);
    // Rows belong to no operation here.
    tally.count = unequal.length;
    return { tally, seen, undecided: [] };
  },
};

/** A side without an event has no rows. */
const noRows: RowTotals = { count: 0, sum: 0n, xor: 0n, rejected: 0 };

function agrees({ query, target }: TotalsFact): boolean {
  const [sent, loaded] = [query ?? noRows, target ?? noRows];
  if (sent.count !== loaded.count + loaded.rejected) return false;
  // Nobody knows the value of a row that cannot be read.
  return loaded.rejected > 0 || (sent.sum === loaded.sum && sent.xor === loaded.xor);
}

function shown(totals: RowTotals | null): ShownTotals {
  const { count, sum, xor, rejected } = totals ?? noRows;
  return { count, sum: String(sum), xor: String(xor), rejected };
}
