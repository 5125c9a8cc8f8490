/** A style in one run: opened on the run's namespaces for one variant, until the run ends. */
import type { HistoryEvent } from "../history/event.ts";

/** The counts that can be read while a run goes on. */
export interface Progress {
  readonly committed: number;
  readonly sent: number;
  readonly applied: number;
  readonly backlog: number;
  /** The part of the backlog that does not wait for a later time. @default all of it */
  readonly due?: number;
  /** Messages that the consumer has not acknowledged; null where the style has no such count. */
  readonly lag: number | null;
}

/** Roles that a user's own command plays. The records they keep of their progress need not be ours. */
export type Foreign = ReadonlySet<string>;

/** The work that still waits, by the data alone: a foreign program keeps its own records of progress. */
export interface Outstanding {
  /** Rows and messages that can still get their turn: nothing younger has passed them. */
  readonly waiting: number;
  /** Those that younger ones have passed. They may be in a program's memory; after a silence they are lost. */
  readonly passed: number;
  /** Messages in the broker that carry an operation, copies included; null where there is no broker. */
  readonly messages: number | null;
  /** False while the broker's consumer group is rebalancing. */
  readonly atRest: boolean;
  /** Clauses that say where this differs from the program's own marks and offsets. */
  readonly how: readonly string[];
}

export interface Style {
  /** Makes tables and topics. `keys` are all users that the load may use. */
  prepare(keys: readonly string[]): Promise<void>;
  /** The work that this variant would still pick up, and counts for the display. Throws while a server is away. */
  progress(foreign: Foreign): Promise<Progress>;
  /** Commits, effects and messages set aside, from the databases. `at` is relative to `epochMs`. */
  audit(epochMs: number): AsyncIterable<HistoryEvent>;
  /**
   * The work that still waits, read from the servers and not from marks and offsets. It is asked
   * where a role is foreign and seems to leave work undone. Throws while a server is away. @default
   * unknown
   */
  outstanding?(foreign: Foreign): Promise<Outstanding>;
  /** Roles may join while the run goes on. */
  readonly lateSubscribers?: LateSubscribers;
  /** Messages that cannot be handled are set aside, and can be put back. */
  readonly deadLetters?: DeadLetters;
  /** Consumers may meet messages that they cannot handle. */
  readonly consumers?: Consumers;
}

export interface LateSubscribers {
  /** Prepares for such a role before it starts. `start`: it also gets the messages that were sent before. */
  admit(role: string): Promise<"start" | "now">;
}

export interface DeadLetters {
  /** Puts the messages of the dead-letter queue back to its consumers; resolves with their number. */
  redrive(): Promise<number>;
}

/** Messages that consumers cannot handle. */
export interface Refused {
  /** The number of messages that consumers received and refused, or set aside where they do that. */
  readonly count: number;
  /** No more will follow before the repair. */
  readonly isAll: boolean;
}

export interface Consumers {
  /** Fields of an operation that make its message unknown to consumers; different ones each time. */
  unknown(random: () => number): Readonly<Record<string, string>>;
  /** How many of these operations' messages the consumers refused. Throws while a server is away. */
  refused(ops: readonly number[]): Promise<Refused>;
  /** Makes the consumers able to handle messages with these fields. */
  repair(fields: Readonly<Record<string, string>>): Promise<void>;
}
