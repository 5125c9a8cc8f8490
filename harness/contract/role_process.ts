/** The contract of role processes. Types only. */
import type { Server } from "./server.ts";

/** Why a process is not started with the run: one more of its role, or a role that joins later. */
export type Standby = "spare" | "joins-later";

/** By which means all that belongs to a process is reached. */
export type Reach = "process namespace" | "process tree";

/** One process of a role. `id` is `relay`, and `relay#2` for a second one. */
export interface RoleProcess {
  readonly id: string;
  readonly role: string;
  /** Null where it is started with the run. */
  readonly standby: Standby | null;
  /** Number of the process that runs or ran last, from 1; 0 before the first. */
  readonly incarnation: number;
  /** It is meant to run: false before its first start, and while somebody keeps it down. */
  readonly isUp: boolean;
  /** It has said `ready`, and goes on. */
  readonly isReady: boolean;
  /**
   * Why it ended for good (exit code 78), in its own words; null where it did not. It is not up, and
   * `start` starts nothing any more.
   */
  readonly halted: string | null;
  /** SIGKILL; resolves when the exit was seen, with the number of processes ended. It stays down until `start`. */
  kill(): Promise<number>;
  /** SIGTERM, and SIGKILL where that takes too long; resolves when the exit was seen. */
  stop(): Promise<number>;
  /** The last `stop` ended in SIGKILL. */
  readonly hadToBeKilled: boolean;
  /** Starts it again; resolves at its `ready`, and where it halted. */
  start(): Promise<void>;
  pause(): Promise<number>;
  resume(): Promise<void>;
  /** How kill, stop and pause reach what the process started. Null before its first start. */
  readonly reach: Reach | null;
  /** How many bytes of events it has written since it was started; 0 of one that writes none. */
  eventBytes(): number;
}

/** What can be killed, stopped and paused: a server or a process of a role. */
export type Victim = Server | RoleProcess;
