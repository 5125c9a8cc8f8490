/**
 * Ports: the questions that the harness's side of the shared operation asks the databases of the two
 * systems. A style may keep further tables in them.
 */
import type { Aside, Commit, Effect, HazardEvent } from "../../harness/history/event.ts";

/** System A: who logged in. */
export interface SourceStore {
  /**
   * Makes the tables of the login and those of the style, and the users who may log in.
   *
   * @param ownTables statements in the words of this database
   */
  prepare(keys: readonly string[], ownTables?: string): Promise<void>;
  /** How many logins are committed. */
  committed(): Promise<number>;
  /** One `commit` for each login in the database. */
  commits(epochMs: number): AsyncIterable<Commit>;
}

/** System B: who was granted what. */
export interface TargetStore {
  /** Makes the tables of the grants and those of the style. */
  prepare(ownTables?: string): Promise<void>;
  /** Counts the granted operations of each of these targets. Resolves with the smallest count. */
  applied(targets: readonly string[]): Promise<number>;
  /**
   * One `effect` for each grant that was committed for this target, in the order in which they were
   * applied. A grant that was changed or deleted afterwards counts too.
   */
  effects(epochMs: number, target: string): AsyncIterable<Effect>;
  /** Unreadable messages, which the consumer set aside. */
  rejections(): AsyncIterable<Aside>;
  /**
   * One hazard for each insert that a unique key refused, as its message came again, and one for each
   * two processes of which one went on with the operations of a user after the other.
   */
  hazards(epochMs: number): AsyncIterable<HazardEvent>;
}
