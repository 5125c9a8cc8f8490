import type { Aggregate } from "../aggregate.ts";
import {
  COMMIT_KEY,
  COMMITTED,
  compareExactly,
  type Operations,
  WRITTEN_KNOWN,
} from "../columns.ts";
import { exactOf, plainText } from "../exact.ts";
import type { FrequentKind } from "../kind.ts";
import { AT, SEQ, WRITTEN } from "../lexer.ts";
import type { LineReader } from "../line.ts";

export interface Commit {
  at: number | null;
  kind: "commit";
  op: number;
  key: string;
  /** Commit order of the key, from 1. */
  seq: number;
  /** When the row was written, before the commit, in milliseconds since the start of the run. */
  written?: number;
  /** The instant of business to which the operation belongs: 2026-03-28T10:00:00Z. */
  business?: string;
}

export const commit: FrequentKind = {
  name: "commit",
  writer: "databases",
  summary: "The source has committed the operation.",
  fields: {
    op: "number of the operation",
    key: "the user",
    seq: "commit order of the key, from 1",
    written:
      "when its row was written, by the database's clock, before its commit; in milliseconds since the start of the run",
    business: "the instant of business to which it belongs: 2026-03-28T10:00:00Z",
  },
  optional: ["written", "business"],
  fold(into, slot, line, bytes) {
    const { operations } = into;
    const key = into.keyIn(line, bytes);
    noteWritten(operations, slot, line.number[WRITTEN]);
    if ((operations.flags[slot] & COMMITTED) !== 0) commitAgain(into, slot, line, key);
    else {
      operations.flags[slot] |= COMMITTED;
      operations.commitAt[slot] = line.number[AT];
      operations.commitSeq.set(slot, line.number[SEQ]);
      if (line.longSeq !== null) operations.longCommitSeq.set(slot, line.longSeq);
      operations.setKey(slot, COMMIT_KEY, key);
    }
    return null;
  },
};

/** Keeps the first `written` time among the operation's commits. */
function noteWritten({ flags, writtenAt }: Operations, slot: number, writtenMs: number): void {
  if (Number.isNaN(writtenMs) || (flags[slot] & WRITTEN_KNOWN) !== 0) return;
  flags[slot] |= WRITTEN_KNOWN;
  writtenAt[slot] = writtenMs;
}

/** A second commit adds the fields that the first left out. Fields that both have must agree. */
function commitAgain(into: Aggregate, slot: number, line: LineReader, key: number): void {
  const { operations } = into;
  const { commitAt, commitSeq, longCommitSeq } = operations;
  if (!(commitAt[slot] <= line.number[AT]) && !Number.isNaN(line.number[AT])) {
    commitAt[slot] = line.number[AT];
  }
  const [known, long] = [commitSeq.get(slot), longCommitSeq.get(slot)];
  const [seq, longSeq] = [line.number[SEQ], line.longSeq ?? undefined];
  if (Number.isNaN(known)) {
    commitSeq.set(slot, seq);
    if (longSeq !== undefined) longCommitSeq.set(slot, longSeq);
  } else if (!Number.isNaN(seq) && compareExactly(known, long, seq, longSeq) !== 0) {
    const texts = [exactOf(known, long), exactOf(seq, longSeq)].map(plainText);
    into.repetition = { kind: "commit", words: `with seq ${texts[0]} and with seq ${texts[1]}` };
  }
  const first = operations.key(slot, COMMIT_KEY);
  if (first < 0) operations.setKey(slot, COMMIT_KEY, key);
  else if (key >= 0 && key !== first) {
    const [one, other] = [first, key].map((id) => into.keys.shown(id));
    into.repetition = { kind: "commit", words: `for ${one} and for ${other}` };
  }
}
