/** The reasons that make every promise undecidable. */
import type { Complaint } from "../history/facts.ts";
import type { FaultPhrase, JudgedFault } from "./effectiveness.ts";
import type { Evidence } from "./evidence.ts";
import { type HaltDoubt, haltDoubts, type JudgedHalt } from "./halts.ts";
import type { Says } from "./phrase.ts";

export type Doubt =
  | NotOneRun
  | Says<"unreadable-lines", UnreadableLines>
  /** `unreadable` is null where every line can be read. */
  | Says<"no-event", { unreadable: UnreadableLines | null }>
  | HaltDoubt
  | Says<"part-of-a-history">
  | Says<"drained-unknown">
  | Says<"not-drained", { why: string }>
  | Says<"too-few-operations", {
    happened: number;
    truth: "commit" | "outcome";
    needed: number;
  }>
  | Says<"fault-proves-nothing", { fault: string; target: string; why: FaultPhrase }>;

/** `why` is a clause that the reader of the history wrote. */
export type NotOneRun = Says<"not-one-run", { why: string }>;

/** How many lines cannot be read, and the place of the first. */
export type UnreadableLines = {
  readonly count: number;
  readonly file: string;
  readonly line: number;
  readonly why: string;
};

export interface Judged {
  readonly faults: readonly JudgedFault[];
  readonly halts: readonly JudgedHalt[];
  readonly haltsUnder: readonly string[];
  readonly minimumOperations: number;
  readonly isPart?: boolean;
}

/** Lists the most general doubt first. */
export function doubtsOf(evidence: Evidence, judged: Judged): Doubt[] {
  const { drained, events, halts, mixed } = evidence.facts;
  const unreadable = unreadableLines(evidence);
  if (events === 0) return [{ code: "no-event", unreadable }];
  const doubts: Doubt[] = mixed.map(notOneRun);
  if (judged.isPart) doubts.push({ code: "part-of-a-history" });
  if (unreadable !== null) doubts.push({ code: "unreadable-lines", ...unreadable });
  doubts.push(...haltDoubts(judged.halts, judged.haltsUnder));
  // The work of a halted role stays undone. The rest of the system must have come to rest.
  const isAtRest = drained?.complete || (drained?.atRest === true && halts.length > 0);
  if (drained === null) doubts.push({ code: "drained-unknown" });
  else if (!isAtRest) doubts.push({ code: "not-drained", why: drained.why });
  return [
    ...doubts,
    ...tooFew(evidence, judged.minimumOperations),
    ...judged.faults.flatMap(({ name: fault, target, why }): Doubt[] =>
      why === null ? [] : [{ code: "fault-proves-nothing", fault, target, why }]
    ),
  ];
}

export const notOneRun = (why: string): NotOneRun => ({ code: "not-one-run", why });

function unreadableLines({ facts: { unreadable } }: Evidence): UnreadableLines | null {
  if (unreadable.count === 0) return null;
  const { file, line, why }: Complaint = unreadable.first[0];
  return { count: unreadable.count, file, line, why };
}

function tooFew(evidence: Evidence, needed: number): Doubt[] {
  const happened = evidence.tally((slot) => evidence.happened(slot)).count;
  const { truth } = evidence.facts;
  return happened < needed ? [{ code: "too-few-operations", happened, truth, needed }] : [];
}
