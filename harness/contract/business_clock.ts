/** The business clock of a run as faults see it. Types only. */

/** The answers that roles got from the clock. */
export interface ClockAnswers {
  readonly all: number;
  /** How many of them had a wrong time. */
  readonly shifted: number;
  /** How many of them had a wrong zone. */
  readonly rezoned: number;
}

export interface BusinessClock {
  /** The zone that the machines of the roles are set to. */
  readonly zone: string;
  /** From now on roles are told a time that is later by this many milliseconds; 0: the true time. */
  shift(ms: number): void;
  /** From now on roles are told this zone; null: the true one. */
  setZone(zone: string | null): void;
  answers(): ClockAnswers;
}
