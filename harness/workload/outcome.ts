/** The outcome of an operation, from its answer. Pure. */
import type { Result } from "./http.ts";
import type { ChangedOutcome } from "./traffic.ts";

export interface AnswerOutcome {
  readonly kind: "ok" | "fail" | "info";
  readonly reason?: string;
}

/**
 * `fail` only where certainly nothing was committed: a login answers 409 or 503, with or without a
 * `reason` in the body; or no byte of the request left.
 */
export function outcomeOf(result: Result): AnswerOutcome {
  if (result.kind === "unsent") return { kind: "fail", reason: result.reason };
  if (result.kind === "unknown") return { kind: "info", reason: result.reason };
  const { status, body } = result;
  if (status === 200) return { kind: "ok" };
  const reason = reasonIn(body);
  if (notCommitted.includes(status)) return { kind: "fail", reason: reason ?? `HTTP ${status}` };
  return { kind: "info", reason: reason === null ? `HTTP ${status}` : `HTTP ${status}: ${reason}` };
}

/** 409: the business rolled the operation back. 503: the login could not do it. */
const notCommitted: readonly number[] = [409, 503];

/** The outcome in the form that the trouble counts: see `Traffic.recordOutcome`. */
export function changedOutcomeOf(result: Result): ChangedOutcome {
  if (result.kind === "unsent") return "unsent";
  return result.kind === "answered" && result.status === 409 ? "refused" : "other";
}

/** Longer reasons are cut, because people read them. */
const longestReason = 300;

function reasonIn(body: string): string | null {
  try {
    const { reason } = JSON.parse(body);
    return typeof reason === "string" && reason !== "" ? reason.slice(0, longestReason) : null;
  } catch {
    return null;
  }
}
