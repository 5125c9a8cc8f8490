/** The explanation of one operation as data: clauses, each with its event, and the mistake they show. */
import type { Says } from "../../check/phrase.ts";

/** One fact of a clause. Its words are in `words.ts`. */
export type Fact =
  | Says<"called", { key: string | null; rollsBack: boolean }>
  | Says<"answered", { outcome: "ok" | "fail" | "info"; reason: string | null }>
  | Says<"not-called">
  | Says<"committed", { where: string | null; place: string | null; writtenMs: number | null }>
  | Says<"not-committed">
  | Says<"sent", { role: string; attempt: number; times: number }>
  | Says<"not-sent">
  | Says<"stored", { copy: number }>
  | Says<"not-stored">
  | Says<"marked", { where: string }>
  | Says<"not-marked">
  | Says<"delivered", { role: string; times: number; lastMs: number | null }>
  | Says<"not-delivered">
  | Says<"not-delivered-again">
  | Says<"applied", { target: string; nth: number }>
  | Says<"not-applied", { targets: readonly string[] }>
  /** `of`: how many changes the operation has in the source; null where nobody counted them. */
  | Says<"changes-applied", { transactions: readonly number[]; applied: number; of: number | null }>
  | Says<"set-aside", { where: string; reason: string }>
  | Says<"row-left", { where: string; place: string; state: string; owner: string | null }>
  | Says<"fault", { name: string; target: string; endMs: number | null; marksIt: boolean }>
  | Says<"ended", { role: string; signal: string | null; exitCode: number | null }>
  | Says<"back", { role: string }>
  | Says<"halted", { role: string; why: string }>
  | Says<"position", { reader: string; where: string; place: string }>
  | Says<"confirmed", { slot: string; place: string }>
  | Says<"other-committed", Other>
  | Says<"other-sent", Other & { role: string; times: number }>
  | Says<"other-stored", Other>
  | Says<"other-marked", Other>
  | Says<"other-left", Other & { count: number }>
  | Says<"other-applied", Other & { target: string }>
  | Says<"file", { date: string; attempt: number; state: string }>
  | Says<"day-totals", { date: string; queried: number | null; loaded: number | null }>
  | Says<"stop", { name: string; date: string; business: string }>
  | Says<"value", { called: string; applied: string }>
  | Says<"hazard", { name: string; source: string | null }>
  | Says<"drained", { complete: boolean }>;

export type Other = { readonly op: number; readonly place: string | null };

/** The mistake that the order of the events shows. */
export type Mistake =
  | Says<"acknowledged-uncommitted">
  | Says<"marked-before-send">
  | Says<"marked-before-stored">
  | Says<"marked-before-effect">
  | Says<"position-past-uncommitted", { reader: string }>
  /** It sent a row behind it, and then saved a position past both. */
  | Says<"passed-with-another", { reader: string }>
  | Says<"position-before-effect", { reader: string }>
  | Says<"position-behind-effect", { reader: string }>
  | Says<"began-behind-it", { reader: string }>
  | Says<"confirmed-before-effect", { slot: string }>
  | Says<"slot-moved-unnoticed", { slot: string }>
  | Says<"passed-over">
  | Says<"not-read-after-restart", { role: string }>
  | Says<"rest-not-read", { reader: string }>
  | Says<"row-removed-unread">
  | Says<"owner-gone", { owner: string }>
  | Says<"acknowledged-before-effect", { role: string }>
  | Says<"given-up", { role: string }>
  | Says<"unconfirmed-send">
  | Says<"failure-forgotten">
  | Says<"in-memory-lost", { role: string }>
  | Says<"never-sent">
  | Says<"committed-after-query", { date: string }>
  | Says<"late-for-query", { date: string }>
  | Says<"left-out-of-window", { date: string; hours: number }>
  | Says<"in-no-file", { date: string | null }>
  | Says<"file-not-asked-again", { date: string }>
  | Says<"file-removed-unloaded", { date: string }>
  | Says<"file-refused-unread", { date: string }>
  | Says<"file-loaded-in-part", { date: string; queried: number; loaded: number }>
  | Says<"file-set-aside", { date: string }>
  | Says<"file-cut-off", { date: string }>
  | Says<"set-aside-unasked", { reason: string | null }>
  | Says<"file-taken-unloaded", { date: string }>
  | Says<"taken-by-two", { first: string; second: string }>
  | Says<"taken-again", { first: string; second: string; wasMarked: boolean }>
  | Says<"copies-applied", { bySender: boolean }>
  | Says<"called-again">
  | Says<"redelivery-applied", { afterEnd: string | null }>
  | Says<"two-files-applied", { first: string; second: string; sameDay: boolean }>
  | Says<"file-loaded-again", { date: string }>
  | Says<"sent-before-end", { isRolledBack: boolean }>
  | Says<"overtaken-at-send", { other: number }>
  | Says<"overtaken-by-other-sender", { other: number; role: string }>
  | Says<"overtaken-after-return", { other: number }>
  | Says<"overtaken-by-load", { other: number }>
  | Says<"other-value">
  | Says<"blocked-behind", { other: number; times: number }>
  | Says<"never-set-aside", { times: number; blocks: boolean }>
  | Says<"nothing-moves">
  | Says<"wait-without-limit", { waitedMs: number }>
  | Says<"applied-in-pieces", { transactions: number }>
  | Says<"stored-again", { sends: number }>;

/** What is wrong with the operation; `none` where nothing is. */
export const wrongs = [
  "lost",
  "duplicate",
  "phantom",
  "reordered",
  "corrupted",
  "split",
  "stored-again",
  "slow",
  "pending",
  "aside",
  "none",
] as const;
export type Wrong = (typeof wrongs)[number];

export interface Clause {
  readonly fact: Fact;
  /** When it happened; null for what did not happen, and where nobody knows. */
  readonly atMs: number | null;
  /** The event that says it; null for what no event says: it did not happen. */
  readonly event:
    | { readonly kind: string; readonly op: number | null; readonly role: string | null }
    | null;
  /** The fault that brought it about or was in force. */
  readonly fault: string | null;
  /** Whether the mistake rests on it. */
  readonly isProof: boolean;
}

export interface Explanation {
  readonly op: number;
  readonly wrong: Wrong;
  /** In the order of time; what did not happen comes last. */
  readonly clauses: readonly Clause[];
  /** Null where the order of events shows none. */
  readonly mistake: Mistake | null;
  /** Kinds of events that nobody wrote in this history: clauses about them are left out. */
  readonly unwritten: readonly string[];
}
