/** The business time of a lab whose work depends on dates. Types only. */

/** A business clock that the harness steps. Instants are ISO texts with a Z. */
export interface Calendar {
  /** The time zone that the machines of the roles are set to. */
  readonly zone: string;
  /** The business instant at this share of the load, from 0 to 1. */
  instantAt(share: number): string;
  /**
   * The first stop after this instant. There is always one. The first `schedule` after the load's
   * end is about the load's last date, and each date has a `deadline`.
   */
  nextStop(after: string): Stop;
}

export interface Stop {
  readonly name: "schedule" | "check" | "deadline";
  /** The business date that it is about: 2026-03-29. */
  readonly date: string;
  readonly at: string;
  /** The clock waits here for `isDone`, at most this long in real time. 0: it does not wait. */
  readonly waitMs: number;
  /** The work that must be done before this instant is done. Throws while a server is away. */
  isDone(): Promise<boolean>;
}
