/** Assigns a target to effects that do not name one. */
import type { Aggregate } from "./aggregate.ts";
import type { Effects } from "./columns.ts";

/**
 * Returns the targets of a history. An effect without a target belongs to the only declared target;
 * where no target is declared, to the first one seen.
 *
 * @param complain called where several targets are declared: then it is not known which one is meant
 */
export function withTargets(
  { operations, targets }: Aggregate,
  declared: readonly Effects[] | null,
  complain: () => void,
): readonly Effects[] {
  const nameless = targets.find(({ name }) => name === "");
  if (nameless === undefined || declared?.includes(nameless)) return targets;
  const others = targets.filter((effects) => effects !== nameless);
  const home = declared === null ? others[0] : declared.length === 1 ? declared[0] : undefined;
  if (home === undefined) {
    if (declared !== null) complain();
    return targets;
  }
  nameless.reach(operations.count);
  for (let slot = 0; slot < operations.count; slot++) moveTo(home, nameless, slot);
  return others;
}

function moveTo(home: Effects, from: Effects, slot: number): void {
  const times = from.count[slot];
  if (times === 0) return;
  home.add(
    slot,
    from.at[slot],
    from.n.get(slot),
    from.seq.get(slot),
    from.key[slot],
    from.position.get(slot),
    times,
    from.longN.get(slot),
    from.longSeq.get(slot),
  );
}
