/** The contract of a transfer: how a producer brings a file to the consumer, and what it can promise. */
import type { Format } from "../formats/format.ts";
import type { FeedRun } from "../query.ts";

/** The abilities of a transfer. What it cannot do, the lab does not promise. */
export interface Traits {
  /** A file appears whole or not at all. */
  readonly atomicPut: boolean;
  /** A rename that fails where the new name exists. No promise rests on that it does so in one step. */
  readonly refusingRename: boolean;
  /** The sender can list the files that it sent, and the requests of the consumer. */
  readonly listing: boolean;
}

/** One file to send. */
export interface Outgoing {
  readonly run: FeedRun;
  readonly format: Format;
  /** How many times the sending of this run has begun, this time included. */
  readonly tryNumber: number;
  /** The operations of the first rows, for failpoints. */
  readonly ops: readonly number[];
  /** The bytes of the file, the same for each call. */
  content(): AsyncIterable<Uint8Array>;
}

export interface Transfer extends Disposable {
  /** Sends the file, then its manifest. After a crash it may be called again for the same run. */
  send(file: Outgoing): Promise<void>;
  /** The names of the requests that the consumer made, answered ones too. */
  requests(): Promise<readonly string[]>;
}
