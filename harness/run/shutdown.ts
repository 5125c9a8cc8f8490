/** The end of a run: first it becomes quiet, then the roles stop, callers before the roles that they call. */
import { drain, type Drained, type DrainOptions, isEmpty, waiting } from "./drain.ts";
import type { Progress } from "../contract/lab.ts";
import type { RoleProcess } from "../contract/lab.ts";
import { interruptible } from "../timer.ts";

export type Stoppable = Pick<RoleProcess, "id" | "stop" | "hadToBeKilled" | "halted">;

export interface ShutDownOptions extends DrainOptions {
  /** Callers before the roles that they call: a process that drains must still reach them. */
  readonly processes: readonly Stoppable[];
  /** Called when all is quiet, before the first process stops. */
  readonly settle: () => Promise<void>;
  /** Called when the last process has ended. Resolves when the servers hold no work of the processes. */
  readonly ended: () => Promise<void>;
}

/**
 * `complete`: everything was quiet, and still is after the roles have ended. It is false where a
 * role halted: that role's work is still to be done, even if no count shows it.
 */
export async function shutDown(given: ShutDownOptions): Promise<Drained> {
  const halts = () => haltsOf(given.processes);
  return withHalts(await quietAndStopped({ ...given, halts }), halts());
}

/** `relay halted: the slot is gone`, one clause each. */
const haltsOf = (processes: readonly Stoppable[]): string[] =>
  processes.flatMap(({ id, halted }) => halted === null ? [] : [`${id} halted: ${halted}`]);

function withHalts(drained: Drained, halts: readonly string[]): Drained {
  if (halts.length === 0) return drained;
  const { complete, atRest, why } = drained;
  const isAtRest = complete || atRest === true;
  const reasons = isAtRest ? halts : [...halts, why];
  return {
    complete: false,
    why: reasons.join("; "),
    seen: drained.seen,
    ...(isAtRest && { atRest: true }),
  };
}

async function quietAndStopped(
  { standstill, ...options }: ShutDownOptions,
): Promise<Drained> {
  const { processes, settle, ended, signal } = options;
  // A later standstill would only show that the stopped roles are missing.
  let drained = await drain({ ...options, standstill });
  await interruptible(settle(), signal);
  for (const process of processes) {
    // A process may send messages on SIGTERM: they must arrive before the next one stops.
    const isAtRest = drained.complete || drained.atRest === true;
    if (isAtRest && !await isStillSo(drained, options)) drained = await drain(options);
    await interruptible(process.stop(), signal);
  }
  await interruptible(ended(), signal);
  const killed = processes.find(({ hadToBeKilled }) => hadToBeKilled);
  if (killed === undefined) return await afterStop(drained, options);
  const before = drained.complete ? "" : `${drained.why}; `;
  const why = `${before}${killed.id} did not end in time at SIGTERM and was killed`;
  return { complete: false, why, seen: drained.seen };
}

const isStillSo = ({ seen }: Drained, { progress }: ShutDownOptions): Promise<boolean> =>
  progress().then((now) => isEmpty(now) || isAlike(now, seen), () => false);

/** Nothing moved, and the work that a foreign program's records left open is still open. */
const isAlike = (now: Progress, seen: Progress | null): boolean =>
  seen !== null && !isEmpty(seen) && now.applied === seen.applied && now.sent === seen.sent &&
  now.backlog <= seen.backlog;

async function afterStop(drained: Drained, { progress }: ShutDownOptions): Promise<Drained> {
  if (!drained.complete && drained.atRest !== true) return drained;
  const after = await progress().catch((error: Error) => error);
  if (after instanceof Error) {
    const why = `the servers do not answer after the roles ended: ${after.message}`;
    return { complete: false, why, seen: drained.seen };
  }
  if (isEmpty(after) || isAlike(after, drained.seen)) return drained;
  const why = `after the roles ended: ${waiting(after)}`;
  return { complete: false, why, seen: drained.seen };
}
