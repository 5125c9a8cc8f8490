/**
 * The messages of PostgreSQL's logical replication, as pgoutput (protocol version 1) writes them.
 *
 * https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html
 */
import type { Lsn } from "./lsn.ts";

/**
 * A column's value: its text, null, or `unchanged`. PostgreSQL does not log a large value that an
 * update left alone (TOAST), so `unchanged` means: keep what you have.
 */
export type Value = string | null | typeof unchanged;
export const unchanged = Symbol("unchanged");

export interface Relation {
  readonly id: number;
  /** `public.logins`. */
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns that identify a row; all of them where the identity is `full`. */
  readonly keys: readonly string[];
  /** True where a before image has every column: `REPLICA IDENTITY FULL`. */
  readonly isFull: boolean;
}

export type Row = Readonly<Record<string, Value>>;

export interface Begin {
  readonly kind: "begin";
  /** The position of the commit record; it is the same for every change of the transaction. */
  readonly commitLsn: Lsn;
  readonly xid: number;
}

export interface Insert {
  readonly kind: "insert";
  readonly relation: Relation;
  readonly row: Row;
}

export interface Update {
  readonly kind: "update";
  readonly relation: Relation;
  /** The row before: whole, or its key alone. Null where the key is the identity and did not change. */
  readonly before: Row | null;
  readonly row: Row;
}

export interface Delete {
  readonly kind: "delete";
  readonly relation: Relation;
  /** The row before: whole, or its key alone. */
  readonly before: Row;
}

export interface Truncate {
  readonly kind: "truncate";
  readonly relations: readonly Relation[];
}

export interface Commit {
  readonly kind: "commit";
  /** The position of the commit record. */
  readonly commitLsn: Lsn;
  /** The byte after the commit record: the position to go on from. */
  readonly endLsn: Lsn;
}

/** The server has sent everything before this position. */
export interface Keepalive {
  readonly kind: "keepalive";
  readonly endLsn: Lsn;
  /** The server closes the connection if it gets no answer in time. */
  readonly wantsAnswer: boolean;
}

export type Change = Insert | Update | Delete | Truncate;
export type Message = Begin | Change | Commit | Keepalive;
