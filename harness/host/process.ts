/**
 * Child processes. Each has a session of its own (a terminal's Ctrl-C reaches the harness alone),
 * carries the run's mark in its environment, and is known by pid and start time.
 */
import { type ChildProcess, spawn as nodeSpawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";

/** The environment variable that marks every process of a run; the reaper finds them by it. */
export const mark = "ASYNCLAB_RUN";

export interface SpawnOptions {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Standard output and standard error are appended here. */
  logPath: string;
  cwd?: string;
  /** The child may outlive this process, which does not wait for it. */
  outlives?: boolean;
  /** Called for each line of standard output. Without it, output goes only to the log. */
  onLine?: (line: string) => void;
}

export interface Exit {
  code: number | null;
  signal: string | null;
}

export interface Child {
  readonly pid: number;
  /** Clock ticks since boot; it distinguishes this process from a later one with the same pid. Null where unknown. */
  readonly startTime: string | null;
  readonly exited: Promise<Exit>;
  /** Resolves when the log has everything that the child and its children wrote to standard output. */
  readonly outputEnded: Promise<void>;
  /** Sends a signal to the child's whole process group; false where the group has ended. */
  signal(name: NodeJS.Signals): boolean;
}

/** Starts a child as the leader of a new session. */
export function spawn(options: SpawnOptions): Child {
  const log = openSync(options.logPath, "a", 0o600);
  const child = nodeSpawn(options.command, [...options.args], {
    detached: true,
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ["ignore", options.onLine ? "pipe" : log, log],
  });
  const exited = watch(child);
  const outputEnded = options.onLine
    ? teeLines(child, options.logPath, options.onLine)
    : exited.then(() => {});
  closeSync(log);
  if (options.outlives) child.unref();
  const pid = child.pid ?? -1;
  return {
    pid,
    startTime: startTimeOf(pid),
    exited,
    outputEnded,
    signal: (name) => signalGroup(pid, name),
  };
}

function watch(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: 127, signal: null }));
  });
}

function teeLines(
  child: ChildProcess,
  logPath: string,
  onLine: (line: string) => void,
): Promise<void> {
  const log = openSync(logPath, "a", 0o600);
  const encoder = new TextEncoder();
  const lines = createInterface({ input: child.stdout! });
  lines.on("line", (line) => {
    writeAll(log, encoder.encode(line + "\n"));
    onLine(line);
  });
  return new Promise((resolve) =>
    lines.once("close", () => {
      closeSync(log);
      resolve();
    })
  );
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(fd, bytes, written);
}

function signalGroup(pid: number, name: NodeJS.Signals): boolean {
  if (pid <= 1) return false;
  try {
    process.kill(-pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Field 22 of /proc/PID/stat, counted after the name in brackets, because the name may contain spaces. */
export function startTimeOf(pid: number): string | null {
  return statOf(pid)?.[19] ?? null;
}

/** True while the process with this pid and start time lives. A zombie does not live. */
export function isAlive(pid: number, startTime: string | null): boolean {
  const stat = statOf(pid);
  return stat !== null && stat[0] !== "Z" && (startTime === null || stat[19] === startTime);
}

/** Fields of /proc/PID/stat from the state on: [state, ppid, …]; null where the process has ended. */
export function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).trimEnd().split(" ");
  } catch {
    return null;
  }
}

export function allPids(): number[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
}

/** True where the process was started with this word in its environment: `NAME=value`. */
export function isMarked(pid: number, word: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(word);
  } catch {
    return false; // it has ended, or belongs to another user
  }
}

/** The name of its program; empty where it has ended. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trimEnd();
  } catch {
    return "";
  }
}

/** Resident memory in bytes; null where the process has ended. */
export function rssBytesOf(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096;
  } catch {
    return null;
  }
}
