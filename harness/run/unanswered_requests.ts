/** Requests without an answer at the end of a process: in hand of its caller, and of the called role. */
import { inHand } from "../contract/hazards.ts";
import type { HttpProxy, Lab } from "../contract/lab.ts";
import type { HazardEvent } from "../history/event.ts";
import type { Recorder } from "./recorder.ts";

export interface Called {
  readonly recorder: Recorder;
  /** By the role that is called. */
  readonly httpProxies: Readonly<Record<string, HttpProxy>>;
  readonly roles: Lab["roles"];
}

/** Records each operation whose request a process of these roles makes or answers now. */
export async function recordUnanswered(
  { httpProxies, recorder, roles: declared }: Called,
  roles: readonly string[],
): Promise<void> {
  for (const [called, proxy] of Object.entries(httpProxies)) {
    const isCaller = roles.some((role) => declared[role].calls?.includes(called));
    if (!isCaller && !roles.includes(called)) continue;
    const open = (await proxy.unanswered()).filter(({ isReached }) => isCaller || isReached);
    for (const { op } of open) recorder.record(unansweredBy(called, op));
  }
}

const unansweredBy = (called: string, op: number | null): Omit<HazardEvent, "at"> => ({
  kind: "hazard",
  name: inHand.name,
  ...(op !== null && { op }),
  source: `unanswered requests to ${called}`,
});
