/** Starts the reaper of a run: whatever happens to this process, nothing of the run stays behind. */
import { join } from "node:path";
import { spawn } from "node:child_process";
import { unavailable } from "../errors.ts";
import type { Access } from "../contract/lab.ts";
import { helperMs } from "../limits.ts";
import { Late, within } from "../timer.ts";
import { docker, runsWithContainers, sweepContainers } from "./docker.ts";
import { sweepLocal } from "./sweep.ts";

const program = join(import.meta.dirname!, "reaper.ts");
const config = join(import.meta.dirname!, "../../deno.json");

/** A namespace in servers that stay: to be taken away where the run dies. */
export interface LeftNamespace {
  readonly service: string;
  readonly access: Access;
}

/** What the harness says to the reaper, one JSON value a line. */
export type Word =
  | "home"
  | { readonly namespaces: readonly LeftNamespace[] }
  | { readonly also: string }
  | { readonly ended: string };

export interface Guard extends AsyncDisposable {
  /** Another run is watched like the first one, until what is returned is disposed of. */
  also(run: string): Disposable;
  /** The run works in warm servers: its namespaces are swept, the servers are not. */
  remember(namespaces: readonly LeftNamespace[]): void;
}

/**
 * A process in a session of its own at the other end of a pipe. When the pipe closes without a
 * word, this process is gone and the reaper sweeps. Disposing sends it home, and kills it where it
 * does not go.
 *
 * @throws Refusal (69) where it does not start in time
 */
export async function guard(run: string, runtime: "docker" | "local"): Promise<Guard> {
  const args = ["run", "--quiet", "--frozen", "--cached-only", "--config", config, "-A"];
  const child = spawn(Deno.execPath(), [...args, program, run, runtime], {
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const started = new Promise<void>((resolve, reject) => {
    child.stdout!.once("data", () => resolve());
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the reaper ended at its start (${code})`)));
  });
  await within(helperMs, started, "too late").catch((error) => {
    child.kill("SIGKILL");
    if (!(error instanceof Late)) throw error;
    throw unavailable(
      `The process that cleans up after a killed run did not start within ${helperMs / 1_000} s`,
      error,
    );
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  // A reaper that is gone already cannot be told; what ends it is the end of the run as well.
  child.stdin!.on("error", () => {});
  const say = (word: Word) => void child.stdin!.write(JSON.stringify(word) + "\n");
  return {
    remember: (namespaces) => say({ namespaces }),
    also(run) {
      say({ also: run });
      return { [Symbol.dispose]: () => say({ ended: run }) };
    },
    async [Symbol.asyncDispose]() {
      say("home");
      child.stdin!.end();
      await within(helperMs, ended, "it does not end").catch(() => child.kill("SIGKILL"));
    },
  };
}

/** Sweeps what these runs left behind on either runtime; a no-op where nothing is there. */
export async function sweepRuns(runs: readonly string[]): Promise<void> {
  const hasEngine = await docker.missing() === null;
  const left = hasEngine ? await runsWithContainers() : new Set<string>();
  for (const run of runs) {
    await sweepLocal(run);
    if (left.has(run)) await sweepContainers(run);
  }
}
