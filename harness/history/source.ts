/** A file of a history. */
import type { Keeper } from "./writer.ts";

export interface Source {
  /** The file that is read. */
  readonly path: string;
  /** The same as a person knows it. */
  readonly name: string;
  readonly keeper: Keeper;
  /** The process that a role's file is named after, `relay#2`; null of every other file. */
  readonly role: string | null;
  /** Why a role's file is not read; null where it is. */
  readonly trouble: string | null;
}
