/**
 * Keeps one process of a role running, as an init system would: started, waited for until it says
 * `ready`, started again where it ends by itself, and taken down on request.
 */
import { readFileSync } from "node:fs";
import { unavailable } from "../errors.ts";
import type { ProcessEvent } from "../history/event.ts";
import type { RoleProcess, Standby } from "../lab.ts";
import {
  type Child,
  type Exit,
  isAlive,
  rssBytesOf,
  spawn,
  startTimeOf,
  statOf,
} from "./process.ts";

export interface SupervisorOptions {
  id: string;
  role: string;
  standby?: Standby | null;
  command: string;
  args: readonly string[];
  /** The environment of each incarnation, numbered from 1. */
  env: (incarnation: number) => Record<string, string>;
  logPath: string;
  record: (event: Omit<ProcessEvent, "at">) => void;
  /** @default 60_000 */
  readyTimeoutMs?: number;
  /** @default 10_000 */
  stopTimeoutMs?: number;
}

export interface Supervised extends RoleProcess, AsyncDisposable {
  /** Number of the process that runs or ran last, from 1; 0 before the first. */
  readonly incarnation: number;
  /**
   * Resident memory of the process and its children, in bytes; null while it is down, until it has
   * said `ready`, and once it was asked to end.
   */
  rssBytes(): number | null;
  /** How often it ended by itself. */
  readonly unexpectedExits: number;
}

const restartDelayMs = 300;
const longestReason = 120;

export function supervise(options: SupervisorOptions): Supervised {
  return new Supervisor(options);
}

class Supervisor implements Supervised {
  readonly id: string;
  readonly role: string;
  readonly standby: Standby | null;
  unexpectedExits = 0;
  hadToBeKilled = false;
  incarnation = 0;
  #options: SupervisorOptions;
  #child: Child | null = null;
  /** The last process that said `ready`, and the last that was asked to end. */
  #ready: Child | null = null;
  #ending: Child | null = null;
  #everReady = false;
  #starting: Promise<void> | null = null;
  /** False where a fault or the end of the run keeps it down. */
  #wanted = false;

  constructor(options: SupervisorOptions) {
    this.id = options.id;
    this.role = options.role;
    this.standby = options.standby ?? null;
    this.#options = options;
  }

  get isUp(): boolean {
    return this.#wanted;
  }

  get isReady(): boolean {
    return this.#wanted && this.#child !== null && this.#child === this.#ready;
  }

  start(): Promise<void> {
    this.#wanted = true;
    // What killed it may not be what starts it first: a crash at a point ends sooner than a fault.
    if (this.isReady && this.#ending !== this.#child) return Promise.resolve();
    this.#starting ??= this.#startUntilReady().finally(() => this.#starting = null);
    return this.#starting;
  }

  async #startUntilReady(): Promise<void> {
    const deadline = performance.now() + (this.#options.readyTimeoutMs ?? 60_000);
    for (;;) {
      const exit = await this.#startOnce(deadline);
      if (exit === null) return;
      if (!this.#everReady) throw this.#diedAtStart(exit);
      if (!this.#wanted) return;
      await new Promise((resolve) => setTimeout(resolve, restartDelayMs));
      if (!this.#wanted) return;
    }
  }

  /** One incarnation; null when it is ready, else how it ended before. */
  async #startOnce(deadline: number): Promise<Exit | null> {
    const { command, args, env, logPath, id: role, record } = this.#options;
    let sayReady: () => void;
    const ready = new Promise<void>((resolve) => sayReady = resolve);
    const child = spawn({
      command,
      args,
      env: env(++this.incarnation),
      logPath,
      onLine: (line) => line.trim() === "ready" && sayReady(),
    });
    this.#child = child;
    record({ kind: "process", role, phase: "start" });
    const ended = child.exited.then((exit) => this.#ended(child, exit));
    const timeout = Promise.withResolvers<"timeout">();
    const timer = setTimeout(() => timeout.resolve("timeout"), deadline - performance.now());
    const first = await Promise.race([ready, ended, timeout.promise]);
    clearTimeout(timer);
    if (first === "timeout") {
      await this.kill();
      throw unavailable(
        `Role ${role} did not say 'ready' on its standard output within ${
          Math.round((this.#options.readyTimeoutMs ?? 60_000) / 1_000)
        } s; its log is ${logPath}.`,
      );
    }
    if (first !== undefined) return first;
    this.#everReady = true;
    this.#ready = child;
    record({ kind: "process", role, phase: "ready" });
    ended.then((exit) => this.#restart(exit));
    return null;
  }

  #ended(child: Child, exit: Exit): Exit {
    const { signal, code } = exit;
    this.#options.record({
      kind: "process",
      role: this.id,
      phase: "exit",
      ...(signal === null ? { code: code ?? -1 } : { signal }),
      ...(this.#endedByItself(signal) && {
        why: lastLine(this.#options.logPath).slice(0, longestReason),
      }),
    });
    if (this.#child === child) this.#child = null;
    return exit;
  }

  /** Nobody asked it to, no fault killed it, and it will be started again. */
  #endedByItself(signal: string | null): boolean {
    return this.#wanted && this.#everReady && signal !== "SIGKILL";
  }

  #restart(_exit: Exit): void {
    if (!this.#wanted || this.#child !== null) return;
    this.unexpectedExits++;
    setTimeout(() => {
      if (this.#wanted && this.#child === null) this.start().catch(() => {});
    }, restartDelayMs);
  }

  #diedAtStart(exit: Exit): Error {
    const how = exit.signal === null ? `exit code ${exit.code}` : exit.signal;
    const said = lastLine(this.#options.logPath);
    return unavailable(
      `Role ${this.id} ended at its start (${how})${
        said ? `: ${said}` : ""
      }; its log is ${this.#options.logPath}.`,
    );
  }

  async kill(): Promise<number> {
    this.#wanted = false;
    const child = this.#child;
    if (child === null) return 0;
    this.#ending = child;
    const tree = child.tree().map((pid) => ({ pid, startTime: startTimeOf(pid) }));
    child.signal("SIGKILL");
    for (const { pid, startTime } of tree) {
      if (isAlive(pid, startTime)) Deno.kill(pid, "SIGKILL");
    }
    await child.exited;
    return tree.length;
  }

  async stop(): Promise<number> {
    this.#wanted = false;
    this.hadToBeKilled = false;
    const child = this.#child;
    if (child === null) return 0;
    this.#ending = child;
    const count = child.tree().length;
    child.signal("SIGTERM");
    const timer = setTimeout(() => {
      this.hadToBeKilled = true;
      this.kill();
    }, this.#options.stopTimeoutMs ?? 10_000);
    await child.exited;
    clearTimeout(timer);
    return count;
  }

  async pause(): Promise<number> {
    const child = this.#child;
    if (child === null || !child.signal("SIGSTOP")) return 0;
    const stopped = () => child.tree().filter((pid) => statOf(pid)?.[0] === "T").length;
    for (let i = 0; i < 100 && stopped() < child.tree().length; i++) await tick();
    return stopped();
  }

  resume(): Promise<void> {
    this.#child?.signal("SIGCONT");
    return Promise.resolve();
  }

  rssBytes(): number | null {
    const child = this.#child;
    if (child === null || child !== this.#ready || child === this.#ending) return null;
    return child.tree().reduce((sum, pid) => sum + (rssBytesOf(pid) ?? 0), 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

const tick = () => new Promise((resolve) => setTimeout(resolve, 5));

/**
 * The last line of a log that says something; empty where there is none. What is indented belongs
 * to a line before it: a stack, or the source where it was thrown.
 */
export function lastLine(path: string): string {
  try {
    const lines = readFileSync(path, "utf8").split("\n").filter((line) => {
      const words = line.trim();
      return !["", "ready"].includes(words) && !words.startsWith("at ");
    });
    const heads = lines.filter((line) => !/^\s/.test(line));
    const telling = heads.findLast((line) => /error/i.test(line)) ?? heads.at(-1) ?? lines.at(-1);
    return telling?.trim() ?? "";
  } catch {
    return "";
  }
}
