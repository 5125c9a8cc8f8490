/** A kind of event: its name, its writer and the meaning of its fields. */
import type { Aggregate } from "./aggregate.ts";
import type { ControlEvents } from "./control_events.ts";
import type { LineReader } from "./line.ts";
import type { Line } from "./slow_line.ts";
import type { Writer } from "./writer.ts";

interface AnyKind {
  /** The text of the event's field `kind`. */
  readonly name: string;
  readonly writer: Writer;
  /** Another writer that can know it too. @default none */
  readonly secondWriter?: Writer;
  readonly summary: string;
  /** The meaning of each field but `at` and `kind`. */
  readonly fields: Readonly<Record<string, string>>;
  /** The fields that may be missing. @default none */
  readonly optional?: readonly string[];
  /** How a sentence counts such events: `3 messages stored in the broker`. @default `3 NAME events` */
  readonly counted?: { readonly noun: string; readonly rest: string };
}

/** A kind with perhaps a million events: they are read from bytes, and folded into columns. */
export interface FrequentKind extends AnyKind {
  /**
   * Folds one event of the operation in this slot.
   *
   * @param bytes the bytes that hold the names of `line`
   * @param position number of the event, over all files
   * @returns one clause that says what is wrong with the event; null where nothing is wrong
   */
  fold(
    into: Aggregate,
    slot: number,
    line: LineReader,
    bytes: Uint8Array,
    position: number,
  ): string | null;
}

/** A kind with few events: they are read with `JSON.parse`. */
export interface ControlKind extends AnyKind {
  /** @throws Unreadable where a field is wrong */
  fold(into: ControlEvents, line: Line): void;
}

export type Kind = FrequentKind | ControlKind;
