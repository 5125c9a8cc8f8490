/** The end of a run: quiet first, then the roles are stopped, callers before those whom they call. */
import { drain, type Drained, type DrainOptions, isEmpty, waiting } from "./drain.ts";
import type { Progress } from "./lab.ts";
import type { RoleProcess } from "./stage.ts";
import { interruptible } from "./timer.ts";

export type Stoppable = Pick<RoleProcess, "id" | "stop" | "hadToBeKilled">;

export interface WindDownOptions extends DrainOptions {
  /** Callers before those whom they call: what a process still drains must find somebody. */
  readonly processes: readonly Stoppable[];
  /** When it is quiet, before the first is stopped. */
  readonly settle: () => Promise<void>;
  /** When the last has ended: resolves when nothing of theirs is under way in the servers any more. */
  readonly ended: () => Promise<void>;
}

/** `complete`: everything was quiet, and is so still when the roles have ended. */
export async function windDown(options: WindDownOptions): Promise<Drained> {
  const { processes, settle, ended, signal } = options;
  let drained = await drain(options);
  await interruptible(settle(), signal);
  for (const process of processes) {
    // What the last one sent when it was told to stop has to arrive before the next one stops.
    if (drained.complete && !await isStillSo(drained, options)) drained = await drain(options);
    await interruptible(process.stop(), signal);
  }
  await interruptible(ended(), signal);
  const killed = processes.find(({ hadToBeKilled }) => hadToBeKilled);
  if (killed === undefined) return await afterStop(drained, options);
  const before = drained.complete ? "" : `${drained.why}; `;
  const why = `${before}${killed.id} did not end in time at SIGTERM and was killed`;
  return { ...drained, complete: false, why };
}

const isStillSo = ({ seen }: Drained, { progress }: WindDownOptions): Promise<boolean> =>
  progress().then((now) => isEmpty(now) || isAlike(now, seen), () => false);

/** What a foreign program's books left open is left open still, and nothing moved. */
const isAlike = (now: Progress, seen: Progress | null): boolean =>
  seen !== null && !isEmpty(seen) && now.applied === seen.applied && now.sent === seen.sent &&
  now.backlog <= seen.backlog;

async function afterStop(drained: Drained, { progress }: WindDownOptions): Promise<Drained> {
  if (!drained.complete) return drained;
  const after = await progress().catch((error: Error) => error);
  if (after instanceof Error) {
    const why = `the servers do not answer after the roles ended: ${after.message}`;
    return { ...drained, complete: false, why };
  }
  if (isEmpty(after) || isAlike(after, drained.seen)) return drained;
  return { ...drained, complete: false, why: `after the roles ended: ${waiting(after)}` };
}
