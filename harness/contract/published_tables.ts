/** Tables whose changes a reader copies from the log of their database. */
import { capability } from "./capability.ts";
import type { RoleProcess } from "./role_process.ts";

export interface PublishedTables {
  /** The processes that copy the changes. */
  readers(): RoleProcess[];
  /** Adds a column, as a new version of the application does. */
  addColumn(): Promise<void>;
  /** Renames a column that the reader copies; the returned function restores the name. */
  renameColumn(): Promise<() => Promise<void>>;
  /** Swaps the names of two columns of one type; the returned function swaps them back. */
  swapColumns(): Promise<() => Promise<void>>;
  /** Commits one transaction that inserts this many rows. */
  insertMany(rows: number): Promise<void>;
  /** The number of transactions committed so far that changed these tables. */
  committed(): Promise<number>;
}

export const isPublished = capability<PublishedTables>("published tables", "published table");
