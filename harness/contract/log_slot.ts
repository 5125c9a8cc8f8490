/** A replication slot: the server keeps its log for it, from the position that its reader confirmed. */
import { capability } from "./capability.ts";
import type { RoleProcess } from "./role_process.ts";

export interface LogSlot {
  /** The processes that read it. */
  readers(): RoleProcess[];
  /** Removes it; ends the session of a reader that is gone. Throws while the server is away. */
  drop(): Promise<void>;
  /** Creates it at the present end of the log. */
  create(): Promise<void>;
  /** Moves its confirmed position to the present end of the log. */
  advance(): Promise<void>;
  /** Lets the server remove log that the slot needs: more was written than a limit lets it keep. */
  invalidate(): Promise<void>;
  /** Lets the server give the slot up because its reader was away for too long. */
  expire(): Promise<void>;
  /** Why this server has no such limit, one clause; null where it has one. */
  cannotExpire(): Promise<string | null>;
  /** Commits a transaction of so many bytes in another database of the same server. */
  writeElsewhere(bytes: number): Promise<void>;
  /** How many transactions that concern its reader are committed so far. */
  committed(): Promise<number>;
}

export const isLogSlot = capability<LogSlot>("log slot", "replication slot");
