/**
 * Hazards: the moments of a run that could break a promise. A promise that was kept although none of
 * its hazards came was not tested.
 */
import type { HazardEvent } from "../history/event.ts";

export interface Hazard {
  /** `redelivery`. */
  readonly name: string;
  /** The moment, in one sentence. */
  readonly summary: string;
}

/** How often a hazard came. */
export interface HazardCount {
  readonly hazard: Hazard;
  readonly count: number;
}

/** The hazards of what struck, and where they are written. */
export interface HazardBook<Struck extends readonly unknown[]> {
  readonly of: (...struck: Struck) => readonly Hazard[];
  readonly record: (event: Omit<HazardEvent, "at">) => void;
}

export interface WordsOfRole {
  readonly role: string;
  /** `DEDUP`. */
  readonly setting: string;
  /** The first one is the word of a variant that sets none. */
  readonly words: readonly string[];
  /** True: a variant that sets none has none of the words. @default false */
  readonly isOptIn?: boolean;
}

/** A way in which a run sees hazards. */
export interface HazardSource {
  /** Written to the history: `broker log`. */
  readonly source: string;
  readonly hazards: readonly Hazard[];
  /**
   * Roles whose work it sees: a variant needs one of them, and none may be a foreign program, which may
   * work in another way. @default none
   */
  readonly ownRoles?: readonly string[];
  /** Only variants that set one of these words for a role have it. @default all variants */
  readonly where?: WordsOfRole;
}
