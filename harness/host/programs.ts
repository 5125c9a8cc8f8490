/** Finds programs of this machine, and runs them to their end. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { programMs } from "../limits.ts";
import { reasonIn } from "./log.ts";

/** The program on PATH, or null. */
export function which(name: string): string | null {
  for (const dir of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = join(dir || ".", name);
    if (isProgram(path)) return path;
  }
  return null;
}

export function isProgram(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && ((mode ?? 0o111) & 0o111) !== 0;
  } catch {
    return false;
  }
}

export interface RunOptions {
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
  readonly signal?: AbortSignal;
  /** Ends the program gracefully (SIGTERM) when it writes this; that does not count as a failure. */
  readonly endWhen?: string;
  /** After this time the program is killed, and counts as failed. @default programMs */
  readonly limitMs?: number;
}

/** A program's failure: its exit, and all of its output. */
export class ProgramError extends Error {
  override name = "ProgramError";
  readonly output: string;
  constructor(command: string, exit: string, output: string) {
    const reason = reasonIn(output, "first") ?? "";
    super(`${command} failed (${exit})${reason === "" ? "" : `: ${reason}`}`);
    this.output = output;
  }
}

/**
 * Runs the program to its end and returns its standard output and standard error as one text.
 *
 * @throws ProgramError, or the signal's reason
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  { env, cwd, input, signal, endWhen, limitMs = programMs }: RunOptions = {},
): Promise<string> {
  signal?.throwIfAborted();
  const child = spawn(command, [...args], {
    cwd,
    env: { ...Deno.env.toObject(), ...env },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const kill = () => {
    try {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
    } catch { /* it has just ended */ }
  };
  signal?.addEventListener("abort", kill);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, limitMs);
  let output = "";
  let isEnding = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (endWhen === undefined || isEnding || !output.includes(endWhen)) return;
      isEnding = true;
      child.kill("SIGTERM");
    });
  }
  child.stdin.on("error", () => {}); // it may end without reading its input
  child.stdin.end(input ?? "");
  try {
    const exit = await new Promise<string>((resolve) => {
      child.once("close", (code, name) => resolve(name ?? `exit code ${code}`));
      child.once("error", (error) => resolve(error.message));
    });
    signal?.throwIfAborted();
    if (late) throw new ProgramError(command, `it did not end within ${limitMs / 1_000} s`, output);
    if (exit !== "exit code 0" && !isEnding) throw new ProgramError(command, exit, output);
    return output;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", kill);
  }
}
