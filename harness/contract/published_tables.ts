/** Tables of a database whose changes a reader of its log copies. */
import { capability } from "./capability.ts";
import type { RoleProcess } from "./role_process.ts";

export interface PublishedTables {
  /** The processes that copy them. */
  readers(): RoleProcess[];
  /** A new version of the application adds a column. */
  addColumn(): Promise<void>;
  /** A column that the reader copies gets another name; the result gives it its own name again. */
  renameColumn(): Promise<() => Promise<void>>;
  /** Two columns of one type swap their names; the result swaps them back. */
  swapColumns(): Promise<() => Promise<void>>;
  /** Commits one transaction of so many rows. */
  insertMany(rows: number): Promise<void>;
  /** How many transactions with changes of them are committed so far. */
  committed(): Promise<number>;
}

export const isPublished = capability<PublishedTables>("published tables", "published table");
