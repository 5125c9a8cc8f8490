/** What an answer says of the operation. Pure. */
import type { Result } from "./http.ts";
import type { Became } from "./traffic.ts";

export interface Judged {
  readonly kind: "ok" | "fail" | "info";
  readonly reason?: string;
}

/**
 * `fail` only where it is sure that nothing was committed: a login answers 409 or 503 to say so, with
 * or without a `reason` in the body; and a request of which no byte left.
 */
export function outcomeOf(result: Result): Judged {
  if (result.kind === "unsent") return { kind: "fail", reason: result.reason };
  if (result.kind === "unknown") return { kind: "info", reason: result.reason };
  const { status, body } = result;
  if (status === 200) return { kind: "ok" };
  const reason = reasonIn(body);
  if (notCommitted.includes(status)) return { kind: "fail", reason: reason ?? `HTTP ${status}` };
  return { kind: "info", reason: reason === null ? `HTTP ${status}` : `HTTP ${status}: ${reason}` };
}

/** The business rolled it back; the login could not. */
const notCommitted: readonly number[] = [409, 503];

/** The same for whoever made the operation what it is. */
export function becameOf(result: Result): Became {
  if (result.kind === "unsent") return "unsent";
  return result.kind === "answered" && result.status === 409 ? "refused" : "other";
}

/** Longer reasons are cut: they are for people. */
const longestReason = 300;

function reasonIn(body: string): string | null {
  try {
    const { reason } = JSON.parse(body);
    return typeof reason === "string" && reason !== "" ? reason.slice(0, longestReason) : null;
  } catch {
    return null;
  }
}
