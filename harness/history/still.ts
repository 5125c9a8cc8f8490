/** A time in which a role cannot have done any work. */

/** Between these times no process of the role ran. */
export interface Still {
  role: string;
  /** Kinds of events that only this role brings about: `stored`, `marked`, `effect`. */
  kinds: string[];
  /** Of the effects only those in this target. */
  target?: string;
  /** When the harness saw the exit or the stop. */
  fromMs: number;
  toMs: number;
}
