/** A database whose rows can move into a new cluster, as by a dump and a restore. */
import { capability } from "./capability.ts";
import type { RoleProcess } from "./role_process.ts";

export interface Restorable {
  /** The processes that use the database: first those that receive operations, last those that send them on. */
  users(): RoleProcess[];
  /** Closes the database to the roles, and reads everything. Throws while the server is away. */
  dump(): Promise<Dump>;
}

/** The contents of a database that is closed, so that nobody can change it. */
export interface Dump {
  /** The number of operations that were committed in the database. */
  readonly committed: number;
  /**
   * Replaces the server by a new one, writes the contents there and lets the roles connect. If it
   * throws, it may be called again: it then starts from the beginning.
   */
  restore(): Promise<void>;
}

export const isRestorable = capability<Restorable>(
  "restorable database",
  "database that a lab restores",
);
