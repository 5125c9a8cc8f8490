/** What can be said of a role while none of its processes runs: nothing of its moves. */
import type { Ended, Stage, Still, Victim } from "../contract/lab.ts";
import { sleep } from "../timer.ts";

/** What is in sockets still lands. */
const graceMs = 500;

type Stood = Pick<Ended, "still" | "ineffective" | "by">;

/** Call when the victim was seen to stand still; the result just before it is let go on. */
export function stillness(stage: Stage, victim: Victim): () => Promise<Stood> {
  if (!("role" in victim)) return () => Promise.resolve({});
  const by = victim.reach === null ? {} : { by: victim.reach };
  const fromMs = stage.nowMs();
  const { role } = victim;
  const others = stage.processes(role).filter((process) => process !== victim);
  // One of its role that runs, or comes up meanwhile, plays its part.
  const isAlone = () => others.every(({ isUp }) => !isUp);
  if (!isAlone()) return () => Promise.resolve(by);
  const looked = look(stage, role);
  return async () => {
    if (!isAlone()) return by;
    const toMs = stage.nowMs();
    const moved = toMs - fromMs > graceMs ? await looked() : 0;
    const still = stage.tracesOf(role).map(({ kind, target }): Still => ({
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
function look(stage: Stage, role: string): () => Promise<number> {
  if (!stage.isForeign(role)) return () => Promise.resolve(0);
  const count = () => stage.moved(role).catch(() => null); // a server is away: nothing can be seen
  const first = sleep(graceMs).then(count);
  return async () => {
    const [before, after] = [await first, await count()];
    return before === null || after === null ? 0 : after - before;
  };
}

const wasNotDown = (role: string, moved: number) =>
  `${role} was not down: what it is to move went on while none of its processes ran ` +
  `(${moved} more); something else plays its part (a wrapper's child, a container, a second process)`;
