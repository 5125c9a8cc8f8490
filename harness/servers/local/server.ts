/** One server as plain processes: started, ended, stopped and continued together. */
import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { unavailable } from "../../errors.ts";
import type { Access, FullDisk, Launch, Route, Server, Service } from "../../contract/lab.ts";
import { reasonIn } from "../../host/log.ts";
import { type Child, isAlive, mark, spawn } from "../../host/process.ts";
import { runProgram } from "../../host/programs.ts";
import { fullDisk } from "../full_disk.ts";
import { fillDiskOf } from "../../host/disk.ts";
import { treeOfServer } from "../../host/family.ts";
import type { Root } from "../../host/process_table.ts";
import { continueAll, endGroup, killAll, stopAll } from "../../host/signals.ts";

/** A planned server: enough to start it again in another process. */
export interface LocalPlan {
  readonly name: string;
  readonly service: string;
  readonly version: string;
  readonly access: Access;
  readonly routes: readonly Route[];
  readonly dataDir: string;
  readonly launch: Launch;
}

export interface Keeping {
  readonly run: string;
  readonly logsDir: string;
  readonly keep: boolean;
  readonly healthyTimeoutMs: number;
  /** On abort the wait for a healthy server ends: the whole request is given up. */
  readonly signal?: AbortSignal;
}

const retryMs = 25;
const logTailBytes = 64 * 1024;

export class LocalServer implements Server {
  readonly name: string;
  readonly service: string;
  readonly version: string;
  readonly access: Access;
  readonly routes: readonly Route[];
  /** True if the last `stop` had to kill the server, because its end took too long. */
  hadToBeKilled = false;
  readonly renew?: () => Promise<void>;
  readonly #plan: LocalPlan;
  readonly #kind: Service;
  readonly #keeping: Keeping;
  #child: Child | null = null;

  constructor(plan: LocalPlan, kind: Service, keeping: Keeping) {
    this.name = plan.name;
    this.service = plan.service;
    this.version = plan.version;
    this.access = plan.access;
    this.routes = plan.routes;
    this.#plan = plan;
    this.#kind = kind;
    this.#keeping = keeping;
    if (kind.local.renew !== undefined) this.renew = () => this.#renew(kind.local);
  }

  async #renew({ find, renew }: Service["local"]): Promise<void> {
    const { name, version, dataDir, access: { password } } = this.#plan;
    const installation = await find();
    if (installation?.version !== version) {
      throw unavailable(
        `${name} cannot be replaced: the programs of ${this.service} ${version}, which made it, ` +
          "are gone; install them again",
      );
    }
    await this.stop();
    await renew!({ installation, dataDir, password });
    await this.start();
  }

  async kill(): Promise<number> {
    const root = this.#root();
    return root === null ? 0 : await this.#ended(killAll(treeOfServer(root).members));
  }

  async stop(): Promise<number> {
    this.hadToBeKilled = false;
    const root = this.#root();
    if (root === null) return 0;
    const { members } = treeOfServer(root);
    await continueAll(members);
    const ended = endGroup(root.pid, this.#plan.launch.stopSignal, members);
    const killed = () => {
      this.hadToBeKilled = true;
      return killAll(members);
    };
    return await this.#ended(ended.catch(killed));
  }

  async start(): Promise<void> {
    const root = this.#root();
    const logSize = sizeOf(this.#logPath);
    if (root !== null) await continueAll(treeOfServer(root).members);
    else this.#spawn();
    await this.#healthy(logSize);
  }

  async pause(): Promise<number> {
    const root = this.#root();
    return root === null ? 0 : (await stopAll(treeOfServer(root).members)).length;
  }

  async resume(): Promise<void> {
    const root = this.#root();
    if (root !== null) await continueAll(treeOfServer(root).members);
  }

  async fillDisk(): Promise<FullDisk> {
    const root = this.#root();
    if (root === null) return { end: () => Promise.resolve(0) };
    const makeRoom = await fillDiskOf(root);
    return fullDisk({
      makeRoom,
      lives: () => Promise.resolve(isAlive(root.pid, root.startTime)),
      start: () => this.start(),
    });
  }

  async tool(name: string, args: readonly string[]): Promise<string> {
    return await runProgram(name, args, { env: this.#environment() });
  }

  /** The pids of all processes of the server. */
  pids(): number[] {
    const root = this.#root();
    return root === null ? [] : treeOfServer(root).members().map(({ pid }) => pid);
  }

  get #logPath(): string {
    return join(this.#keeping.logsDir, `${this.name}.log`);
  }

  /** The file that names the server's first process, for another process that attaches to the server. */
  get #pidPath(): string {
    return `${this.#plan.dataDir}.pid`;
  }

  /** The server's first process if it is alive, else null. */
  #root(): Root | null {
    let root: Root;
    try {
      root = JSON.parse(readFileSync(this.#pidPath, "utf8"));
    } catch {
      return null;
    }
    return isAlive(root.pid, root.startTime) ? root : null;
  }

  /** Also waits for the exit event of a child of this process: before that, the child is not reaped. */
  async #ended(ending: Promise<number>): Promise<number> {
    const count = await ending;
    await this.#child?.exited;
    this.#child = null;
    return count;
  }

  #environment(): Record<string, string> {
    const { launch, dataDir } = this.#plan;
    return {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      LANG: "C.UTF-8",
      HOME: dirname(dataDir),
      ...launch.env,
      [mark]: this.#keeping.run,
    };
  }

  #spawn(): void {
    const { launch, dataDir } = this.#plan;
    this.#child = spawn({
      command: launch.command,
      args: launch.args,
      env: this.#environment(),
      cwd: dirname(dataDir),
      logPath: this.#logPath,
      outlives: this.#keeping.keep,
    });
    const { pid, startTime } = this.#child;
    Deno.writeTextFileSync(this.#pidPath, JSON.stringify({ pid, startTime }), { mode: 0o600 });
  }

  async #healthy(logSize: number): Promise<void> {
    const { healthyTimeoutMs, signal } = this.#keeping;
    const deadline = performance.now() + healthyTimeoutMs;
    for (let last: unknown;;) {
      signal?.throwIfAborted();
      const lives = this.#root() !== null;
      try {
        if (lives) return await this.#kind.ping(this.access);
      } catch (error) {
        last = error;
      }
      if (!lives) throw this.#unhealthy("ended at its start", logSize, last);
      if (performance.now() > deadline) {
        const seconds = healthyTimeoutMs / 1000;
        throw this.#unhealthy(`did not answer within ${seconds} s`, logSize, last);
      }
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  #unhealthy(what: string, logSize: number, cause: unknown): Error {
    const said = reasonIn(readFrom(this.#logPath, logSize))?.slice(0, 300) ?? "it wrote nothing";
    return unavailable(
      `${this.name} (${this.service}) ${what}: ${said} (its log: ${this.#logPath})`,
      cause,
    );
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The text written after this position, at most the last `logTailBytes`. */
function readFrom(path: string, from: number): string {
  const size = sizeOf(path);
  const bytes = new Uint8Array(Math.min(size - from, logTailBytes));
  if (bytes.length <= 0) return "";
  const file = openSync(path, "r");
  try {
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
  } finally {
    closeSync(file);
  }
  return new TextDecoder().decode(bytes);
}
