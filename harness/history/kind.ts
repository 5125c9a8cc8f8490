/** A kind of event: what it is called, who may write it, and what its fields say. */
import type { Aggregate } from "./aggregate.ts";
import type { ControlEvents } from "./control_events.ts";
import type { LineReader } from "./line.ts";
import type { Line } from "./slow_line.ts";
import type { Writer } from "./writer.ts";

interface AnyKind {
  /** As it stands in `kind`. */
  readonly name: string;
  readonly writer: Writer;
  readonly summary: string;
  /** What each field says, without `at` and `kind`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Those of the fields that may be missing. @default none */
  readonly optional?: readonly string[];
  /** How a sentence counts such events: `3 messages stored in the broker`. @default `3 NAME events` */
  readonly counted?: { readonly noun: string; readonly rest: string };
}

/** One that comes a million times: it is read from bytes, and folded into columns. */
export interface FrequentKind extends AnyKind {
  /**
   * Takes one event of the operation in this slot.
   *
   * @param bytes those that the names of `line` lie in
   * @param position number of the event, over all files
   * @returns what is wrong with it, one clause; null where nothing is
   */
  fold(
    into: Aggregate,
    slot: number,
    line: LineReader,
    bytes: Uint8Array,
    position: number,
  ): string | null;
}

/** One of which a history has few: it is read with `JSON.parse`. */
export interface ControlKind extends AnyKind {
  /** @throws Unreadable */
  fold(into: ControlEvents, line: Line): void;
}

export type Kind = FrequentKind | ControlKind;
