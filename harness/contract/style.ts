/** A style as it lives in one run: opened on the run's namespaces for one variant, until the run ends. */
import type { HistoryEvent } from "../history/event.ts";

/** What can be seen of a run while it goes on. */
export interface Progress {
  readonly committed: number;
  readonly sent: number;
  readonly applied: number;
  readonly backlog: number;
  /** Of the backlog: what need not wait for a later time. @default all of it */
  readonly due?: number;
  /** What the consumer has not acknowledged; null where the style has no such thing. */
  readonly lag: number | null;
}

/** Roles that a command of somebody else's plays: what they keep of their own need not be ours. */
export type Foreign = ReadonlySet<string>;

/** What waits by the data alone, where a foreign program keeps its own books. */
export interface Outstanding {
  /** Rows and messages that still have their turn: nothing that came after them has passed them. */
  readonly waiting: number;
  /** Those that later ones have passed. They may be in somebody's memory; after a silence they are lost. */
  readonly passed: number;
  /** Messages in the broker that tell of an operation, copies too; null where there is no broker. */
  readonly messages: number | null;
  /** False while consumers of the broker are dealing out anew who reads what. */
  readonly atRest: boolean;
  /** Clauses that say where this differs from what the program's own marks and offsets say. */
  readonly how: readonly string[];
}

export interface Style {
  /** Makes tables and topics. `keys` are all users that the load may name. */
  prepare(keys: readonly string[]): Promise<void>;
  /** What this variant would still pick up, and counts for the display. Throws while a server is away. */
  progress(foreign: Foreign): Promise<Progress>;
  /** Commits, effects and what was set aside, from the databases. `at` is relative to `epochMs`. */
  audit(epochMs: number): AsyncIterable<HistoryEvent>;
  /**
   * What still waits by what stands in the servers, whatever marks and offsets say: asked where a role
   * is foreign and seems to leave something. Throws while a server is away. @default it cannot tell
   */
  outstanding?(foreign: Foreign): Promise<Outstanding>;
  /** Roles may join while it runs. */
  readonly lateSubscribers?: LateSubscribers;
  /** What cannot be handled is set aside, and can be put back. */
  readonly deadLetters?: DeadLetters;
  /** Consumers may meet messages that they cannot handle. */
  readonly consumers?: Consumers;
}

export interface LateSubscribers {
  /** Before such a role is started: lets it be reached. `start`: it gets what was sent before, too. */
  admit(role: string): Promise<"start" | "now">;
}

export interface DeadLetters {
  /** Puts what stands in the dead-letter queue back to its consumers; resolves with the number of messages. */
  redrive(): Promise<number>;
}

/** Messages that consumers cannot handle. */
export interface Refused {
  /** So many they had in their hands and refused; where they set such messages aside, so many were. */
  readonly count: number;
  /** There will not be more before the repair. */
  readonly isAll: boolean;
}

export interface Consumers {
  /** Fields of an operation that make its message one that they do not know; another one each time. */
  unknown(random: () => number): Readonly<Record<string, string>>;
  /** What they made of these operations' messages. Throws while a server is away. */
  refused(ops: readonly number[]): Promise<Refused>;
  /** Makes them able to handle it. */
  repair(fields: Readonly<Record<string, string>>): Promise<void>;
}
