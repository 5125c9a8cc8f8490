/** Records what processes have in hand when they end. */
import type { RoleProcess, Style, Victim } from "../contract/lab.ts";
import { within } from "../timer.ts";
import { type Called, recordUnanswered } from "./unanswered_requests.ts";

/** A sample that takes longer is given up: the fault or the restart must not wait for it. */
const sampleMs = 500;
/** A stopped process changes nothing, so its sample may take longer. */
const stoppedMs = 3_000;

/** What a look at the hands of processes needs. */
export interface Sampled extends Called {
  readonly style: Style;
}

/**
 * Records the hazards that an end of these roles' processes is now. A process that has ended has no
 * open request any more.
 *
 * @param limitMs a sample that takes longer is given up
 */
export async function recordHands(
  sampled: Sampled,
  roles: readonly string[],
  limitMs = sampleMs,
): Promise<void> {
  await Promise.all([
    recordSamples(sampled, roles, limitMs),
    within(limitMs, recordUnanswered(sampled, roles), "too late").catch(() => {}),
  ]);
}

async function recordSamples(
  { style, recorder: { record } }: Sampled,
  roles: readonly string[],
  limitMs: number,
): Promise<void> {
  if (style.inHand === undefined) return;
  // A server may be away, and then nobody sees what it holds.
  const asked = roles.map(async (role) => (
    { role, counts: await style.inHand!(role).catch(() => []) }
  ));
  const samples = await within(limitMs, Promise.all(asked), "too late").catch(() => []);
  for (const { role, counts } of samples) {
    for (const { hazard: { name }, count } of counts) {
      if (count > 0) record({ kind: "hazard", name, count, source: `in hand of ${role}` });
    }
  }
}

/** See `FaultContext.beforeKill`. The end of a server ends the work of every role with it. */
export async function beforeKill(
  sampled: Sampled,
  processes: readonly RoleProcess[],
  victim: Victim,
): Promise<void> {
  if (sampled.style.inHand === undefined && Object.keys(sampled.httpProxies).length === 0) return;
  if (!("role" in victim)) {
    const roles = new Set(processes.filter(({ isReady }) => isReady).map(({ role }) => role));
    return await recordHands(sampled, [...roles]);
  }
  await victim.pause();
  await recordHands(sampled, [victim.role], stoppedMs);
}
