/** The contract of a supervised process of a role. Types only. */
import type { RoleProcess, StartPolicy } from "../contract/lab.ts";
import type { Halted, ProcessEvent } from "../history/event.ts";

/** The events of a process that starts, ends, or halts. */
export type LifeEvent = Omit<ProcessEvent, "at"> | Omit<Halted, "at">;

export interface SupervisorOptions {
  id: string;
  role: string;
  /** @default "with-run" */
  startPolicy?: StartPolicy;
  command: string;
  args: readonly string[];
  /** The command makes a process namespace and waits for its end. @default false */
  enclosed?: boolean;
  /** The command starts no other process. @default false */
  single?: boolean;
  /** Children that left their parents are found by the value of this variable: each process has its own. */
  sign?: string;
  /** The environment of each incarnation, numbered from 1. */
  env: (incarnation: number) => Record<string, string>;
  logPath: string;
  record: (event: LifeEvent) => void;
  /** Called when the process ended by itself; the restart waits for it. @default nothing */
  beforeRestart?: () => Promise<void>;
  /** @default 60_000 */
  readyTimeoutMs?: number;
  /** @default 10_000 */
  stopTimeoutMs?: number;
}

export interface Supervised extends RoleProcess, AsyncDisposable {
  /**
   * Resident memory of the process and its children, in bytes; null while it is down, before
   * `ready`, and once it was asked to end.
   */
  rssBytes(): number | null;
  /** How often the process ended by itself. */
  readonly unexpectedExits: number;
  /** Milliseconds since the process was last ready; 0 while it is ready. */
  notReadyMs(): number;
  /** The last line of the process's log that reports an error; null if no line does. */
  lastError(): string | null;
  /** The live processes of the process tree: `4711 (sleep)`. After a kill, these are the ones that cannot be ended. */
  leftBehind(): string[];
}
