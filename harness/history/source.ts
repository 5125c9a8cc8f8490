/** A file of a history. */
import type { Keeper } from "./writer.ts";

export interface Source {
  /** The file that is read. */
  readonly path: string;
  /** The path that messages show. A pipe is read from a copy at `path`. */
  readonly name: string;
  readonly keeper: Keeper;
  /** Of a role's file, the process in the file's name: `relay#2`. Null for every other file. */
  readonly role: string | null;
  /** Why a role's file is not read; null where the file is read. */
  readonly trouble: string | null;
}
