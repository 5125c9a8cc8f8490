/**
 * The operations to send, in order: those of the plan, and the additions and changes of faults.
 * Uses no clock and no socket.
 */
import type { Poison } from "../contract/lab.ts";
import type { Operation, Plan } from "./plan.ts";

/** A disturbance of the load. */
export type LoadTrouble =
  /** The next `count` operations that are not rolled back carry poison. */
  | { readonly kind: "poison"; readonly count: number; readonly poison: Poison }
  /**
   * Of the operations that the plan does not roll back and that carry no poison, this share is
   * rolled back.
   */
  | { readonly kind: "rollBack"; readonly share: number }
  /** `times` − 1 more operations for each planned one. */
  | { readonly kind: "burst"; readonly times: number };

/** The result of a trouble. */
export interface TroubleResult {
  /** Operations sent with poison, refused as rolled back, or added by a burst. */
  readonly count: number;
  /** For poison: the operations that carry it. */
  readonly ops: number[];
}

/** @throws RangeError where the number of the trouble is out of range */
export function checkTrouble(trouble: LoadTrouble): void {
  if (trouble.kind === "rollBack" && !(trouble.share >= 0 && trouble.share <= 1)) {
    throw new RangeError(`Cannot roll back a share of ${trouble.share}: it must be from 0 to 1`);
  }
  if (trouble.kind !== "burst") return;
  const { times } = trouble;
  if (!Number.isInteger(times) || times < 2 || times > 100) {
    throw new RangeError(`Cannot burst ${times} times: it must be an integer from 2 to 100`);
  }
}

/** More than a broker accepts: Kafka refuses from 1 MiB on. */
const filler = "x".repeat(2_000_000);

/** The poison as fields of an operation. */
const poisonFields = (poison: Poison): Pick<OperationChanges, "filler" | "fields"> =>
  poison === "oversized" ? { filler } : { fields: poison };

/** The changes that faults make to an operation. */
export interface OperationChanges {
  readonly rollback: boolean;
  /** A text that makes the operation's message too large for a broker. */
  readonly filler?: string;
  /** Fields of the body that make the operation's message unknown to a consumer. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The trouble that poisons the operation, or rolls it back although the plan does not. */
  readonly cause?: number;
}

/** An operation that is due. */
export interface Due extends Operation {
  /** The burst that added the operation; the plan's own operations have none. */
  readonly burst?: number;
}

/** The outcome of an operation that a trouble changed: refused (HTTP 409), no byte of it left, or anything else. */
export type ChangedOutcome = "refused" | "unsent" | "other";

interface ActiveTrouble {
  readonly what: LoadTrouble;
  readonly touched: { count: number; ops: number[] };
  /** Number of operations that the trouble changed and that have no outcome yet. */
  underWay: number;
  /** Set once the trouble was removed: called after the last of its operations has its outcome. */
  healed?: (touched: TroubleResult) => void;
}

/** Cuts each slot of the plan into `times` parts: the first is the plan's, the others are extras. */
interface Burst {
  readonly id: number;
  readonly times: number;
  /** The part at which the next extra is due; parts are counted from the load's start. */
  part: number;
}

export class Traffic {
  readonly #plan: Plan;
  readonly #slotMs: number;
  #planned: Operation | null;
  #extras = 0;
  #bursts: Burst[] = [];
  #stopped = false;
  readonly #active = new Map<number, ActiveTrouble>();

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#slotMs = plan.durationMs / plan.count;
    this.#planned = plan.at(0);
  }

  /** When the next operation is due, in milliseconds since the load's start; Infinity where none is left. */
  get nextMs(): number {
    let nextMs = this.#planned?.plannedMs ?? Infinity;
    for (const burst of this.#bursts) nextMs = Math.min(nextMs, this.#extraMs(burst));
    return nextMs;
  }

  /** Takes the next operation; there must be one. Extras get their numbers when they are taken. */
  take(): Due {
    const plannedMs = this.nextMs;
    const burst = this.#bursts.find((burst) => this.#extraMs(burst) === plannedMs);
    if (burst) {
      burst.part = extraFrom(burst.part + 1, burst.times);
      const extra = this.#plan.draw(this.#plan.count + this.#extras++);
      return { ...extra, plannedMs, burst: burst.id };
    }
    const planned = this.#planned!;
    const op = planned.op + 1;
    this.#planned = op < this.#plan.count ? this.#plan.at(op) : null;
    return planned;
  }

  /** Applies the faults to an operation that is being sent, and counts it for its burst and its poison. */
  applyFaults({ op, rollback, chance, burst }: Due): OperationChanges {
    const extraOf = burst === undefined ? undefined : this.#active.get(burst);
    if (extraOf) extraOf.touched.count++;
    if (rollback) return { rollback };
    for (const [cause, active] of this.#active) {
      const { what, touched, healed } = active;
      if (what.kind !== "poison" || touched.count >= what.count || healed) continue;
      touched.count++;
      touched.ops.push(op);
      active.underWay++;
      return { rollback, cause, ...poisonFields(what.poison) };
    }
    for (const [cause, active] of this.#active) {
      const { what, healed } = active;
      if (what.kind !== "rollBack" || chance >= what.share || healed) continue;
      active.underWay++;
      return { rollback: true, cause };
    }
    return { rollback };
  }

  /**
   * Records the outcome of an operation that a trouble changed. A rollback counts if it was
   * refused; if a poisoned operation was never sent, the next one carries its poison.
   */
  recordOutcome(cause: number, op: number, outcome: ChangedOutcome): void {
    const active = this.#active.get(cause)!;
    const { what, touched } = active;
    active.underWay--;
    if (what.kind === "rollBack" && outcome === "refused") touched.count++;
    if (what.kind === "poison" && outcome === "unsent") {
      touched.ops.splice(touched.ops.indexOf(op), 1);
      touched.count--;
    }
    this.#finish(cause, active);
  }

  /** Applies the trouble. A burst's first extra is due after `nowMs`, in milliseconds since the load's start. */
  disturb(id: number, what: LoadTrouble, nowMs: number): void {
    this.#active.set(id, { what, touched: { count: 0, ops: [] }, underWay: 0 });
    if (what.kind !== "burst" || this.#stopped) return;
    const part = Math.max(Math.floor(nowMs * what.times / this.#slotMs) + 1, 1);
    this.#bursts.push({ id, times: what.times, part: extraFrom(part, what.times) });
  }

  /**
   * Removes the trouble: a burst adds no more extras. `done` is called when all operations that the
   * trouble changed have an outcome, because one that still waits may count too.
   */
  heal(id: number, done: (touched: TroubleResult) => void): void {
    const active = this.#active.get(id)!;
    this.#bursts = this.#bursts.filter((burst) => burst.id !== id);
    active.healed = done;
    this.#finish(id, active);
  }

  /** From now on there are no operations, even if a trouble is applied. */
  stop(): void {
    this.#stopped = true;
    this.#planned = null;
    this.#bursts = [];
  }

  #finish(id: number, { touched, underWay, healed }: ActiveTrouble): void {
    if (healed === undefined || underWay > 0) return;
    this.#active.delete(id);
    healed(touched);
  }

  #extraMs({ part, times }: Burst): number {
    return part < this.#plan.count * times ? part * this.#slotMs / times : Infinity;
  }
}

/** The first extra from this part on: every `times`-th part is the plan's. */
const extraFrom = (part: number, times: number) => part % times === 0 ? part + 1 : part;
