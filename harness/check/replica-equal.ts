import type { UnconditionalPromise } from "../contract/lab.ts";
import {
  cutTransaction,
  inHand,
  lateCommit,
  receiverAway,
  redelivery,
  tableChanged,
} from "../contract/hazards.ts";
import type { ReplicaFact } from "../history/facts.ts";
import { type Examination, undecided } from "./checker.ts";
import { Tally } from "./evidence.ts";
import type { Says } from "./phrase.ts";

export type ReplicaEqualPhrase =
  | Says<"replica-unknown">
  | Says<"replica-equal", { tables: number; rows: number }>
  /** `count` tables differ; `tables` has the first of them. */
  | Says<"replica-differs", { count: number; tables: readonly TableDifference[] }>;

/** How many rows of a copy are missing, too many or different. */
export type TableDifference = {
  readonly table: string;
  readonly target: string;
  /** Number of rows in the source. */
  readonly rows: number;
  readonly missing: number;
  readonly extra: number;
  readonly different: number;
  /** The first few rows that differ: their keys, and how. */
  readonly first: readonly string[];
};

const tablesNamed = 10;

export const replicaEqual: UnconditionalPromise & Examination<ReplicaEqualPhrase> = {
  name: "replica-equal",
  holds: "always",
  threatenedBy: [redelivery, inHand, cutTransaction, lateCommit, receiverAway, tableChanged],
  summary: "Once all is drained, each copy of a table has the rows of its source.",
  anomaly: null,
  examine(evidence) {
    const { replicas } = evidence.facts;
    if (replicas.length === 0) return undecided({ code: "replica-unknown" });
    const unequal = replicas.filter((one) => wrongRows(one) > 0);
    const tally = new Tally();
    if (unequal.length === 0) {
      const rows = replicas.reduce((sum, one) => sum + one.rows, 0);
      const seen: ReplicaEqualPhrase = { code: "replica-equal", tables: replicas.length, rows };
      return { tally, seen, undecided: [] };
    }
    const tables = unequal.slice(0, tablesNamed).map((one) => ({ ...one }));
    const seen: ReplicaEqualPhrase = { code: "replica-differs", count: unequal.length, tables };
    if (!evidence.isMissingForGood) return undecided(seen);
    // Rows belong to no operation here, so the tally only counts.
    tally.count = unequal.reduce((sum, one) => sum + wrongRows(one), 0);
    return { tally, seen, undecided: [] };
  },
};

const wrongRows = ({ missing, extra, different }: ReplicaFact) => missing + extra + different;
