/** Waits until a victim is at work: a fault that strikes an idle process proves nothing. */
import type { FaultContext, RoleProcess, Victim } from "../contract/lab.ts";
import { sleep } from "../timer.ts";
import { pick } from "./victims.ts";

/** How often a process is checked for new events: so often that the fault strikes while it works. */
const lookMs = 2;
/** How often the data is read. */
const askMs = 40;
/**
 * After this time, a process that has written events counts as at work while work is in progress,
 * although it moves nothing: it holds that work.
 */
const holdsMs = 500;
/** For this long after the end of the load, work may still come although none is seen to wait. */
const afterLoadMs = 3_000;
/** How long work in progress may still come: by then, a server or role that it waits for is back. */
const underWayMs = 20_000;

/**
 * Returns the first of these victims that works from now on. Returns null if all work was over
 * before one of them worked, or if all of them have halted.
 */
export async function firstAtWork(
  context: FaultContext,
  victims: readonly Victim[],
  signal: AbortSignal,
): Promise<Victim | null> {
  const processes = victims.filter(isProcess);
  if (processes.length === 0) return await serverAtWork(context, pick(victims, context), signal);
  const wrote = watchEvents(processes);
  const moved = watch(context, processes[0].role);
  const startMs = performance.now();
  const isOver = endOfWork(context);
  for (; !signal.aborted; await sleep(lookMs, signal)) {
    const first = wrote();
    if (first !== undefined) return first;
    if (processes.every(hasHalted)) return null;
    // A failpoint may have ended a process at its work: then the fault waits until it is up again.
    const up = processes.filter(({ isReady }) => isReady);
    const works = up.length > 0 && (await moved() || await holds(context, up, startMs));
    if (works && up.every(({ isReady }) => isReady)) return pick(up, context);
    if (await isOver()) return null;
  }
  return null;
}

/** The process that is up and has written since the last look. A restarted process begins at 0. */
function watchEvents(processes: readonly RoleProcess[]): () => RoleProcess | undefined {
  let before = processes.map((process) => process.eventBytes());
  return () => {
    const now = processes.map((process) => process.eventBytes());
    const grew = processes.find((process, i) => process.isReady && now[i] > before[i]);
    before = now;
    return grew;
  };
}

/** True once there is no more work to wait for. */
export function endOfWork(context: FaultContext): () => Promise<boolean> {
  let loadMs = performance.now();
  return async () => {
    const now = performance.now();
    if (!context.isLoadOver()) loadMs = now;
    if (now - loadMs < afterLoadMs) return false;
    return now - loadMs > underWayMs || !await context.isUnderWay().catch(() => true);
  };
}

export const hasHalted = (victim: Victim): boolean => "role" in victim && victim.halted !== null;

const isProcess = (victim: Victim): victim is RoleProcess => "role" in victim;

async function serverAtWork(
  context: FaultContext,
  server: Victim,
  signal: AbortSignal,
): Promise<Victim | null> {
  const moved = watch(context, "name" in server ? context.headOf(server.name) : server.role);
  const isOver = endOfWork(context);
  for (; !signal.aborted; await sleep(lookMs, signal)) {
    if (await moved()) return server;
    if (await isOver()) return null;
  }
  return null;
}

/**
 * True once the data shows more work of this role or server than at the first question. True at once
 * where the data never shows its work.
 */
function watch(context: FaultContext, name: string): () => Promise<boolean> {
  let first: number | null | undefined;
  let askedMs = -Infinity;
  return async () => {
    if (performance.now() - askedMs < askMs) return false;
    askedMs = performance.now();
    const now = await context.moved(name).catch(() => undefined); // a server is away and will be back
    if (now === null) return true;
    if (now === undefined) return false;
    first ??= now;
    return now !== first;
  };
}

/** True where one of the processes has written events, and work is in progress but nothing moves. */
async function holds(
  context: FaultContext,
  processes: readonly RoleProcess[],
  startMs: number,
): Promise<boolean> {
  if (performance.now() - startMs < holdsMs) return false;
  if (processes.every((process) => process.eventBytes() === 0)) return false;
  return await context.isUnderWay().catch(() => true);
}
