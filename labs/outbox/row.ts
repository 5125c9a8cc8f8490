import type { Query } from "../../harness/roles/role.ts";

/** The database, or an open transaction of it. */
export type Sql = Query;

/** A row of the outbox on its way to the broker. */
export interface Row {
  readonly id: bigint;
  readonly messageId: string;
  readonly messageType: string;
  /** Partition key: the user, so that one user's messages keep their order. */
  readonly key: string;
  readonly payload: string;
}

/** How a variant keeps track of the sent rows. */
export interface Outbox {
  /** The next rows to send, in order. */
  read(limit: number): Promise<Row[]>;
  /** Records that the broker has these rows. */
  mark(rows: readonly Row[]): Promise<void>;
  /** Records that the broker refused this message for good. Returns true when the row is now set aside. */
  refuse(row: Row, reason: string): Promise<boolean>;
}

/** The operations of these rows. */
export function* opsOf(rows: readonly Row[]): Generator<number> {
  for (const { payload } of rows) yield Number(JSON.parse(payload).op);
}

/** A poison message is set aside after this many tries. */
export const maxTries = 3;

/** Columns of a `Row`, for a select list. */
export const rowColumns =
  `id, message_id as "messageId", message_type as "messageType", message_key as key, payload`;
