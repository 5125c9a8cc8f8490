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

/** How a variant keeps track of what was sent. */
export interface Outbox {
  /** The next rows to send, in order. */
  read(limit: number): Promise<Row[]>;
  /** These are with the broker. */
  mark(rows: readonly Row[]): Promise<void>;
  /** The broker refused this one message for good. True: it is set aside from now on. */
  refuse(row: Row, reason: string): Promise<boolean>;
}

/** The operations that these rows tell of. */
export function* opsOf(rows: readonly Row[]): Generator<number> {
  for (const { payload } of rows) yield Number(JSON.parse(payload).op);
}

/** A poison message is set aside after this many tries. */
export const maxTries = 3;

/** Columns of a `Row`, for a select list. */
export const rowColumns =
  `id, message_id as "messageId", message_type as "messageType", message_key as key, payload`;
