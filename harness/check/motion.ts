/** Movements during a fault that should stop them: they show that the fault did not stop its target. */
import type { FaultFact } from "../history/facts.ts";
import type { Movement } from "../history/movement.ts";
import type { Says } from "./phrase.ts";

export type Motion = Says<"moved-nevertheless", {
  /** All movements are of this role. */
  role: string;
  fault: string;
  movements: readonly Moved[];
}>;

export type Moved = Omit<Movement, "role">;

/** Null where nothing moved. */
export function motionIn({ name, moved }: FaultFact): Motion | null {
  if (moved.length === 0) return null;
  const { role } = moved[0];
  const movements = moved.filter((movement) => movement.role === role)
    .map(({ kind, target, count, firstMs, lastMs, firstOp }) => (
      { kind, target, count, firstMs, lastMs, firstOp }
    ));
  return { code: "moved-nevertheless", role, fault: name, movements };
}
