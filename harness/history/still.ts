/** A time in which nothing of a role can have moved. */

/** Between these times no process of the role ran. */
export interface Still {
  role: string;
  /** Kinds of events that only this role brings about: `stored`, `marked`, `effect`. */
  kinds: string[];
  /** Of effects: those in this target alone. */
  target?: string;
  /** When the exit or the stop was seen. */
  fromMs: number;
  toMs: number;
}
