/** How the login service calls the points service. */
import { id, now, record, setting } from "../../harness/roles/role.ts";
import type { LoggedIn } from "./message.ts";

/** The points service refused the call and would refuse it again: a retry cannot help. */
export class Refused extends Error {
  override name = "Refused";
}

export interface Call {
  /** From 1. */
  readonly attempt: number;
  /** Without this key the points service cannot recognise a repeated call. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** The 4xx statuses that ask for a retry. */
const passing = [408, 425, 429];

/**
 * Resolves when the points are granted.
 *
 * @throws Refused for an answer that will not change. Error for everything else (another bad answer,
 * a lost connection, an abort): the points may be granted or not.
 */
export async function callPoints(message: LoggedIn, call: Call): Promise<void> {
  const { attempt, idempotencyKey, signal } = call;
  record([{ at: now(), kind: "send", op: message.op, role: id, attempt }]);
  const response = await fetch(setting("POINTS_URL"), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      // When fetch reuses a connection that breaks, it silently sends the POST a second time.
      "connection": "close",
      ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
    },
    body: JSON.stringify(message),
    signal,
  });
  const text = await response.text();
  if (response.ok) return;
  const { status } = response;
  const reason = `HTTP ${status}: ${detailIn(text)}`;
  throw status < 500 && !passing.includes(status) ? new Refused(reason) : new Error(reason);
}

function detailIn(text: string): string {
  try {
    return String(JSON.parse(text).detail);
  } catch {
    return text.slice(0, 200);
  }
}
