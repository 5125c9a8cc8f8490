/**
 * Keeps one process of a role running, as an init system would: started, waited for until it says
 * `ready`, started again where it ends by itself, and taken down on request.
 */
import { statSync } from "node:fs";
import { constants } from "node:os";
import { haltCode } from "../errors.ts";
import type { Halted, ProcessEvent } from "../history/event.ts";
import type { Reach, RoleProcess, Standby } from "../contract/lab.ts";
import { alone, type Family, namespaceOf, treeOfCommand } from "../host/family.ts";
import { continueAll, type Find, killAll, signal, stopAll } from "../host/tree.ts";
import { type Child, commandOf, type Exit, rssBytesOf, spawn } from "../host/process.ts";
import { finalLine, lastError, lastLine } from "../host/log.ts";
import { diedAtStart, neverReady, readyTimeoutMs } from "./role_start.ts";
import { within } from "../timer.ts";

/** What is told of a process that comes, goes and ends for good. */
export type LifeEvent = Omit<ProcessEvent, "at"> | Omit<Halted, "at">;

export interface SupervisorOptions {
  id: string;
  role: string;
  standby?: Standby | null;
  command: string;
  args: readonly string[];
  /** The command makes a process namespace and waits for it. @default false */
  enclosed?: boolean;
  /** The command starts no other process. @default false */
  single?: boolean;
  /** Variable of the environment that no other process has alike, to find what left its parents by. */
  sign?: string;
  /** The environment of each incarnation, numbered from 1. */
  env: (incarnation: number) => Record<string, string>;
  logPath: string;
  record: (event: LifeEvent) => void;
  /** @default 60_000 */
  readyTimeoutMs?: number;
  /** @default 10_000 */
  stopTimeoutMs?: number;
}

export interface Supervised extends RoleProcess, AsyncDisposable {
  /**
   * Resident memory of the process and its children, in bytes; null while it is down, until it has
   * said `ready`, and once it was asked to end.
   */
  rssBytes(): number | null;
  /** How often it ended by itself. */
  readonly unexpectedExits: number;
  /** Milliseconds since it was ready last; 0 while it is. */
  notReadyMs(): number;
  /** The last line of its log that tells of an error; null where none does. */
  lastError(): string | null;
  /** What lives of it and cannot be ended: `4711 (sleep)`. Empty where nothing does. */
  leftBehind(): string[];
}

const restartDelayMs = 300;
const longestReason = 120;
/** A child that holds standard output open keeps the last line from nobody for longer than this. */
const outputMs = 500;

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
  halted: string | null = null;
  #options: SupervisorOptions;
  #child: Child | null = null;
  /** The processes of the child, or of the last one. */
  #family: Family | null = null;
  /** Of the incarnation that runs or ran last. */
  #environment: Readonly<Record<string, string>> = {};
  /** The last process that said `ready`, and the last that was asked to end. */
  #ready: Child | null = null;
  #ending: Child | null = null;
  /** The last that was killed: what waits for it has an exit of its own. */
  #killed: Child | null = null;
  /** Resolves when the exit of the last child is written down. */
  #over: Promise<unknown> = Promise.resolve();
  /** True from the exit on; `halted` is known a little later. */
  #hasHalted = false;
  /** Size of the log at the last start, in bytes: what follows is said by that process. */
  #logStart = 0;
  #everReady = false;
  #readyUntilMs = -Infinity;
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

  readonly notReadyMs = (): number => this.isReady ? 0 : performance.now() - this.#readyUntilMs;

  start(): Promise<void> {
    if (this.#hasHalted) return this.#over.then(() => {});
    this.#wanted = true;
    // What killed it may not be what starts it first: a crash at a point ends sooner than a fault.
    if (this.isReady && this.#ending !== this.#child) return Promise.resolve();
    this.#starting ??= this.#startUntilReady().finally(() => this.#starting = null);
    return this.#starting;
  }

  async #startUntilReady(): Promise<void> {
    const deadline = performance.now() + (this.#options.readyTimeoutMs ?? readyTimeoutMs);
    for (;;) {
      const exit = await this.#startOnce(deadline);
      if (exit === null || this.#hasHalted) return;
      if (!this.#everReady) throw diedAtStart(this.#options, exit);
      if (!this.#wanted) return;
      await new Promise((resolve) => setTimeout(resolve, restartDelayMs));
      if (!this.#wanted) return;
    }
  }

  /** One incarnation; null when it is ready, else how it ended before. */
  async #startOnce(deadline: number): Promise<Exit | null> {
    // What an incarnation that ended left running would play its part twice.
    const before = this.#family;
    if (before !== null && before.members().length > 0) await killAll(before.members);
    const { command, args, env, logPath, id: role, record } = this.#options;
    this.#logStart = statSync(logPath, { throwIfNoEntry: false })?.size ?? 0;
    let sayReady: () => void;
    const ready = new Promise<void>((resolve) => sayReady = resolve);
    this.#environment = env(++this.incarnation);
    const child = spawn({
      command,
      args,
      env: this.#environment,
      logPath,
      onLine: (line) => line.trim() === "ready" && sayReady(),
    });
    this.#child = child;
    this.#family = this.#familyOf(child);
    record({ kind: "process", role, phase: "start" });
    const ended = child.exited.then((exit) => this.#ended(child, exit));
    this.#over = ended;
    const timeout = Promise.withResolvers<"timeout">();
    const timer = setTimeout(() => timeout.resolve("timeout"), deadline - performance.now());
    const first = await Promise.race([ready, ended, timeout.promise]);
    clearTimeout(timer);
    if (first === "timeout") {
      await this.kill();
      throw neverReady(this.#options);
    }
    // Of one that halts the exit is seen before the last of its output.
    if (first !== undefined || this.#child !== child) return await ended;
    this.#everReady = true;
    this.#ready = child;
    record({ kind: "process", role, phase: "ready" });
    ended.then(() => this.#restart(child));
    return null;
  }

  async #ended(child: Child, exit: Exit): Promise<Exit> {
    const { signal, code } = child === this.#killed
      ? { signal: "SIGKILL", code: null }
      : this.#options.enclosed
      ? ofShell(exit)
      : exit;
    this.#hasHalted = code === haltCode;
    this.#options.record({
      kind: "process",
      role: this.id,
      phase: "exit",
      ...(signal === null ? { code: code ?? -1 } : { signal }),
      ...(this.#isStartedAgain(signal) && {
        why: lastLine(this.#options.logPath).slice(0, longestReason),
      }),
    });
    if (this.#ready === child) this.#readyUntilMs = performance.now();
    if (this.#child === child) this.#child = null;
    if (this.#hasHalted) await this.#halt(child);
    return { code, signal };
  }

  /** What it left running would go on with its work. */
  async #halt({ outputEnded }: Child): Promise<void> {
    this.#wanted = false;
    await killAll(this.#members).catch(() => {}); // `leftBehind` tells of it
    await within(outputMs, outputEnded, "").catch(() => {});
    const said = finalLine(this.#options.logPath, this.#logStart).slice(0, longestReason * 2);
    this.halted = said || "it did not say why";
    this.#options.record({ kind: "halted", role: this.id, why: this.halted });
  }

  /** It ended by itself: nobody asked it to, and no fault killed it. */
  #isStartedAgain(signal: string | null): boolean {
    return this.#wanted && this.#everReady && signal !== "SIGKILL" && !this.#hasHalted;
  }

  #restart(ended: Child): void {
    if (!this.#wanted || this.#child !== null) return;
    // Whoever asked it to end has it started again.
    if (ended === this.#ending || this.#starting !== null) return;
    this.unexpectedExits++;
    setTimeout(() => {
      if (this.#wanted && this.#child === null) this.start().catch(() => {});
    }, restartDelayMs);
  }

  #familyOf(child: Child): Family {
    const { enclosed = false, single = false, sign } = this.#options;
    if (enclosed) return namespaceOf(child);
    if (single) return alone(child);
    return treeOfCommand(child, sign === undefined ? null : `${sign}=${this.#environment[sign]}`);
  }

  readonly #members = () => this.#family?.members() ?? [];

  get reach(): Reach | null {
    return this.#family?.reach ?? null;
  }

  async kill(): Promise<number> {
    this.#wanted = false;
    const child = this.#child;
    if (child === null) return 0;
    // Somebody may start the next one meanwhile.
    const over = this.#over;
    this.#ending = child;
    this.#killed = child;
    const count = await killAll(this.#family!.members);
    // A namespace that was not made yet has nobody in it but who makes it.
    child.signal("SIGKILL");
    await over;
    return count;
  }

  async stop(): Promise<number> {
    this.#wanted = false;
    this.hadToBeKilled = false;
    const child = this.#child;
    if (child === null) return 0;
    const over = this.#over;
    this.#ending = child;
    const { members } = this.#family!;
    const all = members();
    for (const { pid } of all) signal(pid, "SIGTERM");
    const timer = setTimeout(() => {
      this.hadToBeKilled = true;
      this.kill();
    }, this.#options.stopTimeoutMs ?? 10_000);
    await over;
    clearTimeout(timer);
    // A shell that ended at once has left who is still ending; a namespace waits for them itself.
    await this.#last(members);
    return all.length;
  }

  async #last(members: Find): Promise<void> {
    const { stopTimeoutMs = 10_000 } = this.#options;
    for (const deadline = performance.now() + stopTimeoutMs; members().length > 0;) {
      if (performance.now() > deadline) {
        this.hadToBeKilled = true;
        return void await killAll(members);
      }
      await tick();
    }
  }

  async pause(): Promise<number> {
    return this.#child === null ? 0 : (await stopAll(this.#members)).length;
  }

  async resume(): Promise<void> {
    if (this.#child !== null) await continueAll(this.#members);
  }

  eventBytes(): number {
    const { ASYNCLAB_EVENTS: path } = this.#environment;
    return path === undefined ? 0 : statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  rssBytes(): number | null {
    const child = this.#child;
    if (child === null || child !== this.#ready || child === this.#ending) return null;
    return this.#members().reduce((sum, { pid }) => sum + (rssBytesOf(pid) ?? 0), 0);
  }

  readonly lastError = (): string | null =>
    lastError(this.#options.logPath)?.slice(0, longestReason * 2) ?? null;

  leftBehind(): string[] {
    return this.#members().map(({ pid }) => `${pid} (${commandOf(pid)})`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await killAll(this.#members);
  }
}

/** A shell tells of its command's death by a signal as a code above 128. */
function ofShell({ code, signal }: Exit): Exit {
  const name = Object.entries(constants.signals).find(([, number]) => number + 128 === code)?.[0];
  return name === undefined ? { code, signal } : { code: null, signal: name };
}

const tick = () => new Promise((resolve) => setTimeout(resolve, 5));
