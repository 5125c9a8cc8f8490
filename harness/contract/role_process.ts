/** The contract of role processes. Types only. */
import type { Server } from "./server.ts";

/**
 * Who starts a process: the run starts it, or a fault starts it and stops it again, or a fault starts
 * it and leaves it up.
 */
export type StartPolicy = "with-run" | "during-fault" | "joins-later";

/** How the harness reaches all processes that a process started. */
export type Reach = "process namespace" | "process tree";

/** One process of a role. `id` is `relay`, and `relay#2` for a second one. */
export interface RoleProcess {
  readonly id: string;
  readonly role: string;
  readonly startPolicy: StartPolicy;
  /** Number of the latest process, from 1; 0 before the first start. */
  readonly incarnation: number;
  /** The process is meant to run: false before its first start, and while a fault or the run's end keeps it down. */
  readonly isUp: boolean;
  /** The process has said `ready` and still runs. */
  readonly isReady: boolean;
  /**
   * Why it ended for good (exit code 78), in its own words; null otherwise. A halted process is not
   * up, and `start` does nothing.
   */
  readonly halted: string | null;
  /** SIGKILL; resolves after the exit, with the number of processes ended. It stays down until `start`. */
  kill(): Promise<number>;
  /** SIGTERM, then SIGKILL after a timeout; resolves after the exit. */
  stop(): Promise<number>;
  /** The last `stop` needed SIGKILL. */
  readonly hadToBeKilled: boolean;
  /** Starts the process again; resolves when it says `ready` or halts. */
  start(): Promise<void>;
  pause(): Promise<number>;
  resume(): Promise<void>;
  /** How kill, stop and pause reach the processes that it started. Null before its first start. */
  readonly reach: Reach | null;
  /** Number of bytes of events written since its start; 0 for a process that writes none. */
  eventBytes(): number;
}

/** A server or a process of a role: both can be killed, stopped and paused. */
export type Victim = Server | RoleProcess;
