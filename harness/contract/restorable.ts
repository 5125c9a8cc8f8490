/** A database whose rows can move into a new cluster, as by a dump and a restore. */
import { capability } from "./capability.ts";
import type { RoleProcess } from "./role_process.ts";

export interface Restorable {
  /** The processes that use it: first those that take operations, last those that pass them on. */
  users(): RoleProcess[];
  /** Lets nobody in any more, and reads everything. Throws while the server is away. */
  dump(): Promise<Dump>;
}

/** What a database held when nobody could change it any more. */
export interface Dump {
  /** The number of operations that were committed in it. */
  readonly committed: number;
  /**
   * Replaces the server by a new one, puts everything there and lets the roles in. It may be called
   * again after it threw: it begins anew.
   */
  restore(): Promise<void>;
}

export const isRestorable = capability<Restorable>(
  "restorable database",
  "database that a lab restores",
);
