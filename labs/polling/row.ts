import { type LoggedIn, loggedIn } from "../login_points/message.ts";

/** A row of the message table on its way into B. */
export interface Row {
  readonly id: bigint;
  /** Rows of one key are handled in their order. */
  readonly key: string;
  readonly payload: string;
}

/** Columns of a `Row`, for a select list. */
export const rowColumns = `messages.id, messages.message_key as key, messages.payload`;

/** The operations of these rows. */
export function* opsOf(rows: readonly Row[]): Generator<number> {
  for (const { payload } of rows) yield messageIn(payload).op;
}

/** A retry cannot help until somebody repairs the cause. */
export class Unprocessable extends Error {
  override name = "Unprocessable";
}

/** The largest message that B accepts, in bytes. */
const largest = 1_000_000;

const messageIn = (payload: string): LoggedIn => loggedIn.parse(JSON.parse(payload));

/** @throws Unprocessable where B cannot handle the message and a retry cannot help */
export function readMessage({ payload }: Row): LoggedIn {
  if (payload.length > largest) {
    throw new Unprocessable(`the message has ${payload.length} bytes, more than ${largest}`);
  }
  return messageIn(payload);
}
