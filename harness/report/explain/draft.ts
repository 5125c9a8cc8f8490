/** Clauses while the explanation is made: each still has its event as written. */
import type { Written } from "../../history/case.ts";
import type { Clause, Fact, Mistake } from "./clause.ts";
import type { Path } from "./path.ts";

export interface Draft {
  readonly fact: Fact;
  /** Null for what did not happen. */
  readonly event: Written | null;
  readonly fault?: string | null;
}

/** A mistake, the events that it rests on, and further clauses that it rests on. */
export interface Finding {
  readonly mistake: Mistake;
  readonly proof: readonly (Written | undefined)[];
  readonly adds?: readonly Draft[];
}

/** A rule looks for one mistake; null where the events do not show it. */
export type Rule = (path: Path) => Finding | null;

/** The first mistake that a rule finds. */
export function firstOf(rules: readonly Rule[], path: Path): Finding | null {
  for (const rule of rules) {
    const found = rule(path);
    if (found !== null) return found;
  }
  return null;
}

export const absent = (fact: Fact): Draft => ({ fact, event: null });

/** Clauses by time. What did not happen, and what has no time, comes last. */
export function clausesOf(drafts: readonly Draft[], proof: ReadonlySet<Draft>): Clause[] {
  const timed = drafts.map((draft) => ({ draft, atMs: draft.event?.at ?? null }));
  const rank = ({ draft, atMs }: (typeof timed)[number]) =>
    atMs ?? (draft.event === null ? Infinity : Number.MAX_VALUE);
  return timed.toSorted((a, b) => rank(a) - rank(b) || 0).map(({ draft, atMs }) => ({
    fact: draft.fact,
    atMs,
    event: draft.event === null ? null : {
      kind: draft.event.kind,
      op: typeof draft.event.op === "number" ? draft.event.op : null,
      role: typeof draft.event.role === "string" ? draft.event.role : null,
    },
    fault: draft.fault ?? null,
    isProof: proof.has(draft),
  }));
}

/** It never arrived where it was missed. */
export const noEffect = (path: Path): Draft =>
  absent({ code: "not-applied", targets: [...path.missed] });
