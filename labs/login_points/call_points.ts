/** How the login service calls the points service. */
import { id, now, record, setting } from "../../harness/roles/role.ts";
import type { LoggedIn } from "./message.ts";

/** The points service said no, and will say so again: trying again is no use. */
export class Refused extends Error {
  override name = "Refused";
}

export interface Call {
  /** From 1. */
  readonly attempt: number;
  /** Where it is missing, the points service cannot know the same call again. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** "Come again" among the answers that begin with a 4. */
const passing = [408, 425, 429];

/**
 * Resolves when the points are granted. An answer in time, a lost connection and an abort leave it
 * open whether they are.
 *
 * @throws Refused for an answer that will not change; Error for everything else.
 */
export async function callPoints(message: LoggedIn, call: Call): Promise<void> {
  const { attempt, idempotencyKey, signal } = call;
  record([{ at: now(), kind: "send", op: message.op, role: id, attempt }]);
  const response = await fetch(setting("POINTS_URL"), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      // On a kept connection that breaks, fetch sends a POST a second time and tells nobody.
      "connection": "close",
      ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
    },
    body: JSON.stringify(message),
    signal,
  });
  const text = await response.text();
  if (response.ok) return;
  const { status } = response;
  const said = `HTTP ${status}: ${detailIn(text)}`;
  throw status < 500 && !passing.includes(status) ? new Refused(said) : new Error(said);
}

function detailIn(text: string): string {
  try {
    return String(JSON.parse(text).detail);
  } catch {
    return text.slice(0, 200);
  }
}
