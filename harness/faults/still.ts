/** What can be said of a role while none of its processes runs: nothing of its moves. */
import type { Ended, FaultContext, Still, Victim } from "../contract/lab.ts";
import { sleep } from "../timer.ts";

/** What is in sockets still lands. */
const graceMs = 500;

type Stood = Pick<Ended, "still" | "ineffective" | "by">;

/** Call when the victim was seen to stand still; the result just before it is let go on. */
export function stillness(context: FaultContext, victim: Victim): () => Promise<Stood> {
  if (!("role" in victim)) return () => Promise.resolve({});
  const by = victim.reach === null ? {} : { by: victim.reach };
  const fromMs = context.nowMs();
  const { role } = victim;
  const others = context.processes(role).filter((process) => process !== victim);
  // One of its role that runs, or comes up meanwhile, plays its part.
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
 * Counts what moves by the hand of a foreign role, since not every broker says when it took a
 * message; of our own roles the audit shows it.
 */
function look(context: FaultContext, role: string): () => Promise<number> {
  if (!context.isForeign(role)) return () => Promise.resolve(0);
  const count = () => context.moved(role).catch(() => null); // a server is away: nothing can be seen
  const first = sleep(graceMs).then(count);
  return async () => {
    const [before, after] = [await first, await count()];
    return before === null || after === null ? 0 : after - before;
  };
}

const wasNotDown = (role: string, moved: number) =>
  `${role} was not down: what it is to move went on while none of its processes ran ` +
  `(${moved} more); something else plays its part (a wrapper's child, a container, a second process)`;
