/** Records what processes have in hand when they end. */
import type { RoleProcess, Style, Victim } from "../contract/lab.ts";
import { within } from "../timer.ts";
import type { Recorder } from "./recorder.ts";

/** A sample that takes longer is given up: the fault or the restart must not wait for it. */
const sampleMs = 500;

/** Records the hazards that an end of these roles' processes is now. Takes no longer than a sample may. */
export async function recordHands(
  { style, recorder: { record } }: { readonly style: Style; readonly recorder: Recorder },
  roles: readonly string[],
): Promise<void> {
  if (style.inHand === undefined) return;
  // A server may be away, and then nobody sees what it holds.
  const asked = roles.map(async (role) => (
    { role, counts: await style.inHand!(role).catch(() => []) }
  ));
  const samples = await within(sampleMs, Promise.all(asked), "too late").catch(() => []);
  for (const { role, counts } of samples) {
    for (const { hazard: { name }, count } of counts) {
      if (count > 0) record({ kind: "hazard", name, count, source: `in hand of ${role}` });
    }
  }
}

/** See `FaultContext.beforeKill`. The end of a server ends the work of every role with it. */
export async function beforeKill(
  environment: { readonly style: Style; readonly recorder: Recorder },
  processes: readonly RoleProcess[],
  victim: Victim,
): Promise<void> {
  if (environment.style.inHand === undefined) return;
  if (!("role" in victim)) {
    const roles = new Set(processes.filter(({ isReady }) => isReady).map(({ role }) => role));
    return await recordHands(environment, [...roles]);
  }
  await victim.pause();
  await recordHands(environment, [victim.role]);
}
