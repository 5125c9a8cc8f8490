/** Counts the passes of one failpoint and recognizes the requested one. */
import { isPass, nameOfPoint, type Pass, type PointRef, type Which } from "./failpoint_spec.ts";

/** A process at a failpoint. */
export interface Passing {
  /** `relay#2`. */
  readonly process: string;
  readonly point: string;
  /** The position in the stream that the process reports; null where it reports none. */
  readonly position: bigint | null;
  /** The operations that this pass handles. */
  readonly ops: readonly number[];
}

export class PassCounter {
  readonly #at: PointRef;
  readonly #which: Which;
  /** How often the failpoint was passed. */
  passed = 0;
  /** True once the requested pass has come. */
  reached = false;

  constructor(at: PointRef, which: Which) {
    this.#at = at;
    this.#which = which;
  }

  /** Counts this pass. Returns true only for the requested pass. */
  see({ process, point, ops }: Passing): boolean {
    if (!isPass(this.#at, process, point)) return false;
    this.passed++;
    if (this.reached) return false;
    this.reached = "op" in this.#which
      ? ops.includes(this.#which.op)
      : this.passed === this.#which.nth;
    return this.reached;
  }
}

/** Why the requested pass never came: one clause. */
export function neverCame({ at, which }: Pick<Pass, "at" | "which">, passed: number): string {
  const name = nameOfPoint(at);
  if (passed === 0) return `${name} was never passed`;
  const often = passed === 1 ? "once" : `${passed} times`;
  return "op" in which
    ? `${name} was passed ${often}, never with operation ${which.op}`
    : `${name} was passed ${often}, not ${which.nth} times`;
}
