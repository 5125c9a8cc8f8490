/**
 * Explains one operation: a pure function of its case. It knows events alone: no variant, no setting and
 * no promise.
 */
import type { Case } from "../../history/case.ts";
import { type Clause, type Explanation, type Wrong, wrongs } from "./clause.ts";
import { absent, clausesOf, type Draft, type Finding, firstOf, type Rule } from "./draft.ts";
import { duplicateRules } from "./duplicate.ts";
import { lostRules } from "./lost.ts";
import { orderRules, overtakerOf, overtaking } from "./order.ts";
import {
  blocked,
  inPieces,
  neverSetAside,
  nothingMoves,
  otherValue,
  sentBeforeEnd,
  storedAgain,
  waited,
} from "./others.ts";
import { passedByPosition } from "./passed.ts";
import { Path } from "./path.ts";
import { told } from "./told.ts";

const rulesFor: Readonly<Record<Wrong, readonly Rule[]>> = {
  lost: lostRules,
  duplicate: duplicateRules,
  phantom: [sentBeforeEnd],
  reordered: orderRules,
  corrupted: [otherValue],
  split: [inPieces],
  "stored-again": [storedAgain],
  slow: [waited],
  pending: [neverSetAside, blocked, passedByPosition, nothingMoves],
  aside: [],
  none: [],
};

/**
 * @param wrong what is asked about; without it, the first thing that is wrong with the operation
 * @returns null for an operation that the history does not have
 */
export function explain(found: Case, wrong?: Wrong): Explanation | null {
  if (found.own.length === 0) return null;
  const path = new Path(found);
  // How long is too long is a promise's business: nothing in the events says it.
  const isSo = wrong !== undefined && (wrong === "slow" || isAsked(path, wrong));
  const asked = isSo ? wrong : firstWrong(path);
  const finding = firstOf(rulesFor[asked], path);
  return {
    op: found.op,
    wrong: asked,
    clauses: clausesFor(path, asked, finding),
    mistake: finding?.mistake ?? null,
    unwritten: explaining.filter((kind) => !path.knows(kind)),
  };
}

/** Kinds of events that could say more. */
const explaining = ["send", "stored", "marked", "deliver", "row"];

const firstWrong = (path: Path): Wrong => wrongs.find((wrong) => isWrong(path, wrong)) ?? "none";

/** A promise may count an operation that was set aside as lost: only it knows whether that was intended. */
const isAsked = (path: Path, wrong: Wrong): boolean =>
  isWrong(path, wrong) || (wrong === "lost" && isMissing(path));

/** Whether the operation shows this by its own events. */
function isWrong(path: Path, wrong: Wrong): boolean {
  switch (wrong) {
    case "lost":
      return isMissing(path) && path.isDrained && !path.has("aside");
    case "pending":
      return isMissing(path) && !path.has("aside");
    case "aside":
      return path.has("aside");
    case "duplicate":
      return path.repeated !== null;
    case "phantom":
      return path.has("effect") && !hasHappened(path) &&
        (path.has("fail") || path.isNeverCommitted);
    case "reordered":
      return overtakerOf(path) !== null;
    case "corrupted":
      return otherValue(path) !== null;
    case "split":
      return inPieces(path) !== null && path.repeated === null;
    case "stored-again":
      return path.all("stored").length > 1;
    case "slow":
      return false;
    case "none":
      return true;
  }
}

/** By the record that the history trusts: a commit in the source, else the caller's ok. */
const hasHappened = (path: Path): boolean =>
  path.has("commit") || (path.has("ok") && !path.knows("commit"));

function isMissing(path: Path): boolean {
  const isAcknowledged = path.has("ok");
  return (hasHappened(path) || isAcknowledged) && path.missed.length > 0;
}

function clausesFor(path: Path, wrong: Wrong, finding: Finding | null): Clause[] {
  const own = told(path);
  const events = new Set(own.map(({ event }) => event));
  const adds = [...finding?.adds ?? [], ...(finding === null ? unfound(path, wrong) : [])];
  const fresh = adds.filter(({ event, fact }) =>
    event === null || !events.has(event) || fact.code === "value"
  );
  const drafts = [...own, ...fresh];
  const proving = new Set(finding?.proof ?? []);
  const proof = drafts.filter((draft) =>
    (finding?.adds ?? []).includes(draft) || (draft.event !== null && proving.has(draft.event))
  );
  return clausesOf(drafts, new Set([...proof, ...causesOf(proof, drafts)]));
}

/** The faults that brought these clauses about. */
function causesOf(proof: readonly Draft[], drafts: readonly Draft[]): Draft[] {
  const faults = new Set(proof.flatMap(({ fault }) => fault ?? []));
  return drafts.filter(({ fact, fault }) => fact.code === "fault" && faults.has(fault ?? ""));
}

/** What is still to be said where no rule found a mistake. */
function unfound(path: Path, wrong: Wrong): Draft[] {
  if (wrong === "reordered") return overtaking(path);
  if (!isMissing(path)) return [];
  return [absent({ code: "not-applied", targets: [...path.missed] })];
}
