/** The phases of a run, and how long each took. */
export type Phase =
  | "provision"
  | "prepare"
  | "start"
  | "drive"
  | "drain"
  | "audit"
  | "judge"
  | "clean";

/** How long each phase took, in milliseconds. */
export class Phases {
  #ms: Partial<Record<Phase, number>> = {};
  #current: Phase | null = null;
  #sinceMs = 0;

  enter(phase: Phase): void {
    this.end();
    this.#current = phase;
    this.#sinceMs = performance.now();
  }

  end(): void {
    if (this.#current !== null) {
      this.#ms[this.#current] = Math.round(performance.now() - this.#sinceMs);
    }
    this.#current = null;
  }

  milliseconds(): Record<Phase, number> {
    const none = { provision: 0, prepare: 0, start: 0, drive: 0, drain: 0, audit: 0, judge: 0 };
    const ms = { ...none, clean: 0, ...this.#ms };
    if (this.#current !== null) ms[this.#current] = Math.round(performance.now() - this.#sinceMs);
    return ms;
  }
}

/** Marks the begin of a phase. */
export type Enter = (phase: Phase) => void;
