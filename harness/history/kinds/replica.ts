import { countIn, isListOfNames, textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { Unreadable } from "../slow_line.ts";

export interface Replica {
  /** Null where nobody knows when the rows were read. */
  at: number | null;
  kind: "replica";
  table: string;
  target: string;
  /** How many rows the source has. */
  rows: number;
  /** How many rows are missing in the copy, are only in the copy, and have other contents there. */
  missing: number;
  extra: number;
  different: number;
  /** Up to 3 short texts: the key of a row that differs, and how. */
  first?: string[];
}

/** At most this many texts are kept for a table. */
const mostFirst = 3;

export const replica: ControlKind = {
  name: "replica",
  writer: "databases",
  summary:
    "The audit compared a table of the source with its copy in a target, row for row. Several events are added up.",
  fields: {
    table: "the table in the source",
    target: "the system that has the copy",
    rows: "how many rows the source has",
    missing: "how many of them the copy lacks",
    extra: "how many rows the copy has that the source does not have",
    different: "how many rows the copy has with other contents",
    first: "up to 3 short texts: the key of a row that differs, and how",
  },
  optional: ["first"],
  fold({ replicas }, line) {
    const [table, target] = [textIn(line, "table"), textIn(line, "target")];
    if (table === "" || target === "") {
      throw new Unreadable("is a replica event: it must have a table and a target");
    }
    const first = line.first ?? [];
    if (!isListOfNames(first)) {
      throw new Unreadable("is a replica event: its first must be a list of texts");
    }
    const name = JSON.stringify([table, target]);
    const before = replicas.get(name);
    replicas.set(name, {
      table,
      target,
      rows: (before?.rows ?? 0) + countIn(line, "rows"),
      missing: (before?.missing ?? 0) + countIn(line, "missing"),
      extra: (before?.extra ?? 0) + countIn(line, "extra"),
      different: (before?.different ?? 0) + countIn(line, "different"),
      first: [...before?.first ?? [], ...first].slice(0, mostFirst),
    });
  },
};
