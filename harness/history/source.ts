/** A file of a history. */
import type { LineIndex } from "./line_index.ts";
import type { Keeper } from "./writer.ts";

export interface Source {
  /** The file that is read. */
  readonly path: string;
  /** The path that messages show. A pipe is read from a copy at `path`. */
  readonly name: string;
  readonly keeper: Keeper;
  /** For a role's file, the process that the file is named after: `relay#2`. Null for other files. */
  readonly role: string | null;
  /** Why a role's file is not read; null where the file is read. */
  readonly trouble: string | null;
  /** Of the whole file, where it was made; null where the file must be read to find a line. */
  readonly index: LineIndex | null;
}
