/** Programs of this machine: where they are, and how to run one to its end. */
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
  /** Ends it in order (SIGTERM) when it writes this; that is then no failure. */
  readonly endWhen?: string;
  /** It is killed after this, and has failed. @default programMs */
  readonly limitMs?: number;
}

/** How a program failed: its exit, and all that it wrote. */
export class ProgramError extends Error {
  override name = "ProgramError";
  readonly output: string;
  constructor(command: string, exit: string, output: string) {
    const reason = reasonIn(output, "first") ?? "";
    super(`${command} failed (${exit})${reason === "" ? "" : `: ${reason}`}`);
    this.output = output;
  }
}

/** Runs it to its end and returns what it wrote, both outputs. Throws ProgramError, or the signal's reason. */
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
  let told = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (endWhen === undefined || told || !output.includes(endWhen)) return;
      told = true;
      child.kill("SIGTERM");
    });
  }
  child.stdin.on("error", () => {}); // it may end without reading
  child.stdin.end(input ?? "");
  try {
    const exit = await new Promise<string>((resolve) => {
      child.once("close", (code, name) => resolve(name ?? `exit code ${code}`));
      child.once("error", (error) => resolve(error.message));
    });
    signal?.throwIfAborted();
    if (late) throw new ProgramError(command, `it did not end within ${limitMs / 1_000} s`, output);
    if (exit !== "exit code 0" && !told) throw new ProgramError(command, exit, output);
    return output;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", kill);
  }
}
