/** A lab's style in one run: it works in the run's namespaces, for one variant. */
import type { Calendar } from "./calendar.ts";
import type { Feed } from "./feed.ts";
import type { HazardCount } from "./hazard.ts";
import type { HistoryEvent } from "../history/event.ts";

/** The counts that can be read while a run goes on. */
export interface Progress {
  readonly committed: number;
  readonly sent: number;
  readonly applied: number;
  readonly backlog: number;
  /** The backlog without the work that must wait until a later time. @default the whole backlog */
  readonly due?: number;
  /** Messages that the consumer has not acknowledged; null where the style has no such count. */
  readonly lag: number | null;
}

/** Roles that a user's own command plays. The command may record its progress elsewhere than our programs do. */
export type Foreign = ReadonlySet<string>;

/** The work that still waits, counted in the data alone: a foreign program may record its progress elsewhere. */
export interface Outstanding {
  /** Rows and messages that may still be handled in their order: no younger one was handled yet. */
  readonly waiting: number;
  /**
   * Rows and messages that are left although a younger one was handled. A program may have them in
   * memory; if nothing moves for long, they are lost.
   */
  readonly passed: number;
  /** Messages in the broker that carry an operation, copies included; null where there is no broker. */
  readonly messages: number | null;
  /** False while the broker's consumer group is rebalancing. */
  readonly atRest: boolean;
  /** Clauses that say how this was counted, where the usual marks and offsets were not used. */
  readonly how: readonly string[];
}

export interface Style {
  /** Makes tables and topics. `keys` are all users that the load may use. */
  prepare(keys: readonly string[]): Promise<void>;
  /** Counts for the display. The backlog is the work that this variant would still do. Throws while a server is away. */
  progress(foreign: Foreign): Promise<Progress>;
  /** Commits, effects and messages set aside, from the databases. `at` is relative to `epochMs`. */
  audit(epochMs: number): AsyncIterable<HistoryEvent>;
  /**
   * The work that still waits, read from the data and not from marks and offsets. A run calls it
   * where a foreign role seems to leave work undone. Throws while a server is away. @default unknown
   */
  outstanding?(foreign: Foreign): Promise<Outstanding>;
  /** Further environment variables of a role, known once `prepare` has ended. @default none */
  env?(role: string): Readonly<Record<string, string>>;
  /**
   * Called once, when the load has ended and every fault is healed. From now on `progress` may
   * write a last record, and wait until the roles have reached it.
   */
  loadEnded?(): void;
  /**
   * How much log a database keeps for a reader, by slot; asked several times a second. Throws while
   * a server is away. @default nothing
   */
  retention?(): Promise<readonly Retained[]>;
  /**
   * The hazards that an end of this role's process is now: what it has taken, sent or applied and not
   * passed on, recorded or acknowledged. Asked while the process stands still, right before it is
   * killed, or after it ended and before it starts again. Other roles go on, so where a count is not
   * exact it is too low. Throws while a server is away. @default unknown
   */
  inHand?(role: string): Promise<readonly HazardCount[]>;
  /** What usual monitors show, asked once a second: cheap queries. Throws while a server is away. @default nothing */
  monitors?(): Promise<readonly Reading[]>;
  /** Its work depends on business dates: the harness steps a clock, which the roles ask. */
  readonly calendar?: Calendar;
  /** One role sends files to a server, and another one takes them. */
  readonly feed?: Feed;
  /**
   * Asks the sender for the rows of a business date again, in the way in which a receiver asks.
   *
   * @returns the number of the date's rows at its last sending; null where it was not sent yet
   */
  resend?(date: string): Promise<number | null>;
  /** One of the style's databases can move into a new cluster while the run goes on. */
  readonly moving?: Moving;
  /** Roles may join while the run goes on. */
  readonly lateSubscribers?: LateSubscribers;
  /** Messages that cannot be handled are set aside, and can be put back. */
  readonly deadLetters?: DeadLetters;
  /** Consumers may get messages that they cannot handle. */
  readonly consumers?: Consumers;
}

/** What a monitor shows: the age of the oldest waiting row in seconds, or the number of dead letters. */
export interface Reading {
  readonly name: "oldest-row" | "dead-letters";
  readonly value: number;
}

/** The log that a database keeps for a reader. */
export interface Retained {
  readonly slot: string;
  readonly bytes: number;
  /** Where the reader has confirmed to be, as a place of the log. */
  readonly place?: string;
}

/** The parts of a dump and a restore that only the style knows. Nobody uses the database meanwhile. */
export interface Moving {
  /**
   * Saves the data that the audit needs and that a new cluster lacks: the times of commits.
   *
   * @returns the number of operations that were committed
   */
  keep(): Promise<number>;
  /** Makes the tables again. Afterwards the restore replaces all their rows by the saved ones. */
  prepareAgain(): Promise<void>;
  /** Called when the rows are restored: makes everything that is not a row. @default nothing */
  finish?(): Promise<void>;
}

export interface LateSubscribers {
  /**
   * Makes what the role needs in the servers, before it starts.
   *
   * @returns where its messages begin: at the first of the run (`start`), or at the next one sent (`now`)
   */
  admit(role: string): Promise<"start" | "now">;
}

export interface DeadLetters {
  /** Puts the messages of the dead-letter queue back to its consumers; resolves with their number. */
  redrive(): Promise<number>;
}

/** Messages that consumers cannot handle. */
export interface Refused {
  /** Number of messages that consumers refused or set aside. */
  readonly count: number;
  /** The consumers refuse no further message before the repair. */
  readonly isAll: boolean;
}

export interface Consumers {
  /** Fields of an operation that make its message unknown to consumers; each call returns others. */
  unknown(random: () => number): Readonly<Record<string, string>>;
  /** How many of these operations' messages the consumers refused. Throws while a server is away. */
  refused(ops: readonly number[]): Promise<Refused>;
  /** Makes the consumers able to handle messages with these fields. */
  repair(fields: Readonly<Record<string, string>>): Promise<void>;
}
