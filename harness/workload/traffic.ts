/** What is to be sent, in order: the plan's operations, what faults add to them and make of them. Knows no clock and no socket. */
import type { Poison } from "../contract/lab.ts";
import type { Operation, Plan } from "./plan.ts";

/** What can be put upon the load. */
export type LoadTrouble =
  /** The next `count` operations that are not rolled back carry something that somebody cannot take. */
  | { readonly kind: "poison"; readonly count: number; readonly poison: Poison }
  /** This share of the operations that the plan does not roll back, and that carry no poison, is. */
  | { readonly kind: "rollBack"; readonly share: number }
  /** `times` − 1 more operations for each planned one. */
  | { readonly kind: "burst"; readonly times: number };

/** What a trouble did. */
export interface Touched {
  /** Sent with poison, refused as rolled back, or sent on top by a burst. */
  readonly count: number;
  /** Of poison: the operations that carry it. */
  readonly ops: number[];
}

/** @throws RangeError where the number in it cannot be. */
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

/** More than a broker takes: Kafka refuses from 1 MiB on. */
const filler = "x".repeat(2_000_000);

/** What an operation carries that is poison. */
const burdenOf = (poison: Poison): Pick<Fate, "filler" | "fields"> =>
  poison === "oversized" ? { filler } : { fields: poison };

/** What becomes of an operation that is sent. */
export interface Fate {
  readonly rollback: boolean;
  /** A text to carry that makes its message one that a broker refuses for its size. */
  readonly filler?: string;
  /** Fields of its body that make its message one that somebody does not know. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The trouble whose poison it carries, or that has it rolled back where the plan does not. */
  readonly cause?: number;
}

/** An operation that is due. */
export interface Due extends Operation {
  /** The burst whose extra it is; the plan's own have none. */
  readonly burst?: number;
}

/** What became of an operation that is the work of a trouble: refused (HTTP 409), not a byte of it left, or anything else. */
export type Became = "refused" | "unsent" | "other";

interface Laid {
  readonly what: LoadTrouble;
  readonly touched: { count: number; ops: number[] };
  /** Operations that it made what they are, and that have no outcome yet. */
  underWay: number;
  /** It was taken away: who waits for its last operation's outcome. */
  healed?: (touched: Touched) => void;
}

/** Cuts each slot of the plan into `times` parts: the first is the plan's, the others are extras. */
interface Burst {
  readonly id: number;
  readonly times: number;
  /** Number of the part of its next extra, from the load's start. */
  part: number;
}

export class Traffic {
  readonly #plan: Plan;
  readonly #slotMs: number;
  #planned: Operation | null;
  #extras = 0;
  #bursts: Burst[] = [];
  #stopped = false;
  readonly #laid = new Map<number, Laid>();

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#slotMs = plan.durationMs / plan.count;
    this.#planned = plan.at(0);
  }

  /** When the next operation is due, in milliseconds since the load's start. Infinity: none is left. */
  get nextMs(): number {
    let nextMs = this.#planned?.plannedMs ?? Infinity;
    for (const burst of this.#bursts) nextMs = Math.min(nextMs, this.#extraMs(burst));
    return nextMs;
  }

  /** Takes that operation out; extras are numbered as they are taken. There must be one. */
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

  /** What faults make of an operation that is being sent. Poison counts down with it, a burst up. */
  fateOf({ op, rollback, chance, burst }: Due): Fate {
    const extraOf = burst === undefined ? undefined : this.#laid.get(burst);
    if (extraOf) extraOf.touched.count++;
    if (rollback) return { rollback };
    for (const [cause, laid] of this.#laid) {
      const { what, touched, healed } = laid;
      if (what.kind !== "poison" || touched.count >= what.count || healed) continue;
      touched.count++;
      touched.ops.push(op);
      laid.underWay++;
      return { rollback, cause, ...burdenOf(what.poison) };
    }
    for (const [cause, laid] of this.#laid) {
      const { what, healed } = laid;
      if (what.kind !== "rollBack" || chance >= what.share || healed) continue;
      laid.underWay++;
      return { rollback: true, cause };
    }
    return { rollback };
  }

  /**
   * The outcome of an operation that a trouble is the cause of. Refused is what was to be rolled back;
   * the poison of one that never left is the next one's.
   */
  settled(cause: number, op: number, became: Became): void {
    const laid = this.#laid.get(cause)!;
    const { what, touched } = laid;
    laid.underWay--;
    if (what.kind === "rollBack" && became === "refused") touched.count++;
    if (what.kind === "poison" && became === "unsent") {
      touched.ops.splice(touched.ops.indexOf(op), 1);
      touched.count--;
    }
    this.#tell(cause, laid);
  }

  /** Puts it on. A burst's first extra is due after `nowMs`, in milliseconds since the load's start. */
  disturb(id: number, what: LoadTrouble, nowMs: number): void {
    this.#laid.set(id, { what, touched: { count: 0, ops: [] }, underWay: 0 });
    if (what.kind !== "burst" || this.#stopped) return;
    const part = Math.max(Math.floor(nowMs * what.times / this.#slotMs) + 1, 1);
    this.#bursts.push({ id, times: what.times, part: extraFrom(part, what.times) });
  }

  /**
   * Takes it away: what is due of a burst and not yet taken does not come any more. `told` is called
   * when all that it was the cause of has an outcome: a caller that still waits is one that it touched.
   */
  heal(id: number, told: (touched: Touched) => void): void {
    const laid = this.#laid.get(id)!;
    this.#bursts = this.#bursts.filter((burst) => burst.id !== id);
    laid.healed = told;
    this.#tell(id, laid);
  }

  /** Nothing is left from now on, whatever is put on. */
  stop(): void {
    this.#stopped = true;
    this.#planned = null;
    this.#bursts = [];
  }

  #tell(id: number, { touched, underWay, healed }: Laid): void {
    if (healed === undefined || underWay > 0) return;
    this.#laid.delete(id);
    healed(touched);
  }

  #extraMs({ part, times }: Burst): number {
    return part < this.#plan.count * times ? part * this.#slotMs / times : Infinity;
  }
}

/** The first part from this one on that is not the plan's. */
const extraFrom = (part: number, times: number) => part % times === 0 ? part + 1 : part;
