/**
 * Keeps one process of a role running, as an init system would: starts it, waits for `ready`,
 * starts it again where it ends by itself, and ends it on request.
 */
import { statSync } from "node:fs";
import { constants } from "node:os";
import { haltCode } from "../errors.ts";
import type { Reach, StartPolicy } from "../contract/lab.ts";
import { alone, type Family, namespaceOf, treeOfCommand } from "../host/family.ts";
import { continueAll, type Find, killAll, signal, stopAll } from "../host/signals.ts";
import { type Child, commandOf, type Exit, rssBytesOf, spawn } from "../host/process.ts";
import { finalLine, lastError, lastLine } from "../host/log.ts";
import { diedAtStart, neverReady, readyTimeoutMs } from "./role_start.ts";
import type { Supervised, SupervisorOptions } from "./supervised.ts";
import { within } from "../timer.ts";

const restartDelayMs = 300;
const longestReason = 120;
/** The reason for a halt also says what would help, with names of slots and positions. */
const longestHalt = 500;
/** A child that keeps standard output open delays the last line by no longer than this. */
const outputMs = 500;

export function supervise(options: SupervisorOptions): Supervised {
  return new Supervisor(options);
}

class Supervisor implements Supervised {
  readonly id: string;
  readonly role: string;
  readonly startPolicy: StartPolicy;
  unexpectedExits = 0;
  hadToBeKilled = false;
  incarnation = 0;
  halted: string | null = null;
  #options: SupervisorOptions;
  #child: Child | null = null;
  /** The processes of the current child, or of the last child if none runs. */
  #family: Family | null = null;
  /** The environment of the latest incarnation. */
  #environment: Readonly<Record<string, string>> = {};
  /** The last process that said `ready`, and the last one that was asked to end. */
  #ready: Child | null = null;
  #ending: Child | null = null;
  /**
   * The last process that was killed. Its exit counts as SIGKILL, because the keeper of its
   * namespace ends with an exit code of its own.
   */
  #killed: Child | null = null;
  /** Resolves when the exit of the last child is recorded. */
  #over: Promise<unknown> = Promise.resolve();
  /** True from an exit with code 78 on; `halted` is set a little later. */
  #hasHalted = false;
  /** Size of the log at the last start, in bytes: everything after it comes from the current process. */
  #logStart = 0;
  #everReady = false;
  #readyUntilMs = -Infinity;
  #starting: Promise<void> | null = null;
  /** False where a fault or the end of the run keeps the process down. */
  #wanted = false;

  constructor(options: SupervisorOptions) {
    this.id = options.id;
    this.role = options.role;
    this.startPolicy = options.startPolicy ?? "with-run";
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
    // A crash at a failpoint and a fault may both have killed the process. After a crash it starts
    // again sooner, so it may already run.
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

  /** Starts one incarnation. Resolves with null when it is ready, or with its exit. */
  async #startOnce(deadline: number): Promise<Exit | null> {
    // Processes left over from an earlier incarnation would do the role's work twice.
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
    // The exit of a process that halts may be seen before its `ready` is read.
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

  /** Kills the processes that the halted role left running: they would go on with its work. */
  async #halt({ outputEnded }: Child): Promise<void> {
    this.#wanted = false;
    await killAll(this.#members).catch(() => {}); // `leftBehind` reports them
    await within(outputMs, outputEnded, "").catch(() => {});
    const said = finalLine(this.#options.logPath, this.#logStart).slice(0, longestHalt);
    this.halted = said || "it did not say why";
    this.#options.record({ kind: "halted", role: this.id, why: this.halted });
  }

  /** True where the process ended by itself: nobody asked it to end, and no fault killed it. */
  #isStartedAgain(signal: string | null): boolean {
    return this.#wanted && this.#everReady && signal !== "SIGKILL" && !this.#hasHalted;
  }

  #restart(ended: Child): void {
    if (!this.#wanted || this.#child !== null) return;
    // The caller that asked the process to end also starts it again.
    if (ended === this.#ending || this.#starting !== null) return;
    this.unexpectedExits++;
    const asked = this.#options.beforeRestart?.();
    setTimeout(async () => {
      await asked;
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
    // Another caller may start the next incarnation meanwhile.
    const over = this.#over;
    this.#ending = child;
    this.#killed = child;
    const count = await killAll(this.#family!.members);
    // If the child has not made its namespace yet, the namespace has no members to kill.
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
    // A shell may end before the processes that it started. A namespace waits for them itself.
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

/** If a signal ended its command, a shell reports an exit code above 128. */
function ofShell({ code, signal }: Exit): Exit {
  const name = Object.entries(constants.signals).find(([, number]) => number + 128 === code)?.[0];
  return name === undefined ? { code, signal } : { code: null, signal: name };
}

const tick = () => new Promise((resolve) => setTimeout(resolve, 5));
