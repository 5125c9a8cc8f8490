/** Records when no process of a role ran: its data must not change in that time. */
import type { Ended, FaultContext, Still, Victim } from "../contract/lab.ts";
import { sleep } from "../timer.ts";

/** For this long, bytes that are already in sockets still arrive. */
const graceMs = 500;

type Stood = Pick<Ended, "still" | "ineffective" | "by">;

/** Call this when the victim stands still. Call the returned function just before the victim goes on. */
export function stillness(context: FaultContext, victim: Victim): () => Promise<Stood> {
  if (!("role" in victim)) return () => Promise.resolve({});
  const by = victim.reach === null ? {} : { by: victim.reach };
  const fromMs = context.nowMs();
  const { role } = victim;
  const others = context.processes(role).filter((process) => process !== victim);
  // If another process of the role runs or starts meanwhile, that process does the role's work.
  const isAlone = () => others.every(({ isUp }) => !isUp);
  if (!isAlone()) return () => Promise.resolve(by);
  const looked = look(context, role);
  return async () => {
    if (!isAlone()) return by;
    const toMs = context.nowMs();
    const moved = toMs - fromMs > graceMs ? await looked() : 0;
    const still = context.tracesOf(role).map(({ kind, target }): Still => ({
      role,
      kinds: [kind],
      ...(target !== undefined && { target }),
      fromMs,
      toMs,
    }));
    return { ...by, still, ...(moved > 0 && { ineffective: wasNotDown(role, moved) }) };
  };
}

/**
 * Counts the changes that a foreign role makes: the audit may miss them, because not every broker
 * stamps the time of a message. For our own roles the audit shows all changes.
 */
function look(context: FaultContext, role: string): () => Promise<number> {
  if (!context.isForeign(role)) return () => Promise.resolve(0);
  const count = () => context.moved(role).catch(() => null); // a server is away: its data cannot be read
  const first = sleep(graceMs).then(count);
  return async () => {
    const [before, after] = [await first, await count()];
    return before === null || after === null ? 0 : after - before;
  };
}

const wasNotDown = (role: string, moved: number) =>
  `${role} was not down: its work went on while none of its processes ran ` +
  `(${moved} more); something else does its work (a wrapper's child, a container, a second process)`;
