/** A replication slot: the server keeps its log from the position that the slot's reader confirmed. */
import { capability } from "./capability.ts";
import type { RoleProcess } from "./role_process.ts";

export interface LogSlot {
  /** The processes that read the slot. */
  readers(): RoleProcess[];
  /** Removes the slot; first ends the session of a killed reader. Throws while the server is away. */
  drop(): Promise<void>;
  /** Creates the slot at the present end of the log. */
  create(): Promise<void>;
  /** Moves the slot's confirmed position to the present end of the log. */
  advance(): Promise<void>;
  /** Writes more log than a limit allows, so that the server removes log that the slot needs. */
  invalidate(): Promise<void>;
  /** Makes the server invalidate the slot because its reader was away for too long. */
  expire(): Promise<void>;
  /** Why this server has no limit on a reader's absence, in one clause; null where it has one. */
  cannotExpire(): Promise<string | null>;
  /** Commits a transaction of this many bytes in another database of the same server. */
  writeElsewhere(bytes: number): Promise<void>;
  /** The number of transactions committed so far that the slot's reader must read. */
  committed(): Promise<number>;
}

export const isLogSlot = capability<LogSlot>("log slot", "replication slot");
