/** The hazards of failpoints. */
import type { Action } from "./fault_set.ts";
import type { Hazard } from "./hazard.ts";

/** The hazards that a crash, a failure or a hold at a failpoint is. */
export type PointHazards = Readonly<Partial<Record<Action, readonly Hazard[]>>>;

/** The hazards of a failpoint where a process that ends and one that fails leave the same. */
export const endsOrFails = (...hazards: readonly Hazard[]): PointHazards => (
  { crash: hazards, fail: hazards }
);

/** The source of a hazard that came from this failpoint: `failpoint relay:after-mark`. */
export const sourceOfPoint = (failpoint: string): string => `failpoint ${failpoint}`;
