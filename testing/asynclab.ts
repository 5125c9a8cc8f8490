/** For tests: runs the asynclab command in a temporary folder. */
import { join } from "node:path";
import type { Result } from "../harness/report/result.ts";

const root = join(import.meta.dirname!, "..");

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Folder extends AsyncDisposable {
  readonly path: string;
  /** The standard output of the last command. */
  readonly said: string;
  /** Further environment variables of the commands. Do not set those of this process: other tests share them. */
  readonly env: Record<string, string>;
  asynclab(...args: string[]): Promise<Outcome>;
  /** Says each of these words to the command line, one after the other in one process: for words that start nothing. */
  inOneProcess(lines: readonly (readonly string[])[]): Promise<Outcome[]>;
  /**
   * Runs with `--json`; resolves with the result, the exit code and standard error. Repeats the run
   * at most twice, when it is undecided because the machine was too slow for its load.
   */
  judged(...args: string[]): Promise<{ code: number; result: Result; stderr: string }>;
  /** Ids of the runs in this folder. */
  runs(): Promise<string[]>;
  /** Starts a command without waiting for it, and discards its output. */
  start(...args: string[]): Deno.ChildProcess;
  /** Like `asynclab`; calls `onPhase` when a phase of the run begins. */
  watched(args: readonly string[], onPhase: (phase: string) => void): Promise<Outcome>;
}

const flags = ["run", "--quiet", "--frozen", "-A", "--config", join(root, "deno.json")];
const decoder = new TextDecoder();

/** Makes a working folder. Disposing of it also stops the warm servers that a test left. */
export async function folder(): Promise<Folder> {
  const path = await Deno.makeTempDir({ prefix: "asynclab-test-" });
  const env: Record<string, string> = {};
  const command = (args: string[], output: "piped" | "null" = "piped", main = "cli/main.ts") =>
    new Deno.Command(Deno.execPath(), {
      args: [...flags, join(root, main), ...args],
      cwd: path,
      // Pages are in English, whatever the locale of this machine.
      env: { NO_COLOR: "1", LC_ALL: "", LC_MESSAGES: "C", ...env },
      stdin: "null",
      stdout: output,
      stderr: output,
    });
  let said = "";
  let mayBeUp = false;
  const asynclab = async (...args: string[]) => {
    mayBeUp ||= args[0] === "up";
    const { code, stdout, stderr } = await command(args).output();
    said = decoder.decode(stdout);
    return { code, stdout: said, stderr: decoder.decode(stderr) };
  };
  return {
    path,
    env,
    get said() {
      return said;
    },
    asynclab,
    async inOneProcess(lines) {
      const process = command([JSON.stringify(lines)], "piped", "testing/one_process.ts");
      const { code, stdout, stderr } = await process.output();
      if (code !== 0) throw new Error(`exit ${code}\n${decoder.decode(stderr)}`);
      return JSON.parse(decoder.decode(stdout));
    },
    async watched(args, onPhase) {
      const child = command([...args]).spawn();
      const [stdout, stderr] = await Promise.all([
        new Response(child.stdout).text(),
        readPhases(child.stderr, onPhase),
      ]);
      return { code: (await child.status).code, stdout, stderr };
    },
    start(...args) {
      mayBeUp ||= args[0] === "up";
      return command(args, "null").spawn();
    },
    async runs() {
      try {
        const runs = await Array.fromAsync(Deno.readDir(join(path, ".asynclab", "runs")));
        return runs.map(({ name }) => name);
      } catch {
        return [];
      }
    },
    async judged(...args) {
      for (let left = 2;; left--) {
        const { code, stdout, stderr } = await asynclab("run", ...args, "--json");
        if (code > 2) throw new Error(`exit ${code}\n${stderr}`);
        const result: Result = JSON.parse(stdout);
        if (left === 0 || !isOverloaded(result)) return { code, stderr, result };
      }
    },
    async [Symbol.asyncDispose]() {
      if (mayBeUp) await asynclab("down");
      await Deno.remove(path, { recursive: true });
    },
  };
}

/** Resolves with the whole text. Calls `onPhase` for each line that names a phase: "  3.1 s  drain". */
async function readPhases(
  stream: ReadableStream<Uint8Array>,
  onPhase: (phase: string) => void,
): Promise<string> {
  const text = new TextDecoder();
  let all = "";
  let seen = 0;
  for await (const chunk of stream) {
    all += text.decode(chunk, { stream: true });
    for (let end = all.indexOf("\n", seen); end >= 0; end = all.indexOf("\n", seen)) {
      const phase = /^ *\d+\.\d s {2}([a-z]+)$/.exec(all.slice(seen, end))?.[1];
      seen = end + 1;
      if (phase !== undefined) onPhase(phase);
    }
  }
  return all;
}

const slowMs = 500;

/** True where the median wait before any fault was too long: the machine was too slow for its load. */
const isOverloaded = ({ verdict, latencyMs }: Result): boolean =>
  verdict === "unknown" && (latencyMs.caller?.before.p50 ?? 0) > slowMs;
