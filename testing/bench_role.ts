/** For benches: a role's own program, started as a run does. */
import { join } from "node:path";

export interface BenchRole extends AsyncDisposable {
  /** Resident memory now, in bytes. */
  rssBytes(): number;
  /** The most resident memory until now, in bytes. */
  mostBytes(): number;
}

const config = join(import.meta.dirname!, "../deno.json");
const allowed = ["env", "read", "write", "sys", "net=127.0.0.1,localhost"];

/** Resolves when the role is ready. @param program its file, or a `file:` URL */
export async function startRole(
  program: string,
  env: Readonly<Record<string, string>>,
): Promise<BenchRole> {
  const flags = ["--quiet", "--frozen", "--cached-only", "--no-prompt", "--config", config];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, ...allowed.map((what) => `--allow-${what}`), program],
    env,
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await output.read();
  if (value?.startsWith("ready") !== true) throw new Error(`${program} ended before it was ready`);
  const bytesOf = (field: "VmRSS" | "VmHWM") => {
    const status = Deno.readTextFileSync(`/proc/${child.pid}/status`);
    return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)![1]) * 1_024;
  };
  return {
    rssBytes: () => bytesOf("VmRSS"),
    mostBytes: () => bytesOf("VmHWM"),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await output.cancel();
      await child.status;
    },
  };
}
