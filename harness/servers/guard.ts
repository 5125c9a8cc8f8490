/** Starts the reaper of a run: it cleans up after the run if this process dies. */
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

/** A run's namespace in a server that outlives the run: the reaper removes it if the run dies. */
export interface LeftNamespace {
  readonly service: string;
  readonly access: Access;
}

/** A message of the harness to the reaper, one JSON value in each line. */
export type Word =
  | "home"
  | { readonly namespaces: readonly LeftNamespace[] }
  | { readonly also: string }
  | { readonly ended: string };

export interface Guard extends AsyncDisposable {
  /** Watches another run like the first one, until the result is disposed of. */
  also(run: string): Disposable;
  /** For a run that uses warm servers: the reaper then removes these namespaces, but not the servers. */
  remember(namespaces: readonly LeftNamespace[]): void;
}

/**
 * Starts the reaper in its own session at the other end of a pipe. If the pipe closes without the
 * message `home`, this process is dead and the reaper sweeps. Disposing tells the reaper to end, and
 * kills it if it does not end.
 *
 * @throws Refusal (69) where the reaper does not start in time
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
  // A write to a reaper that has ended fails: ignore that. The cause of its end also ends the run.
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

/** Removes everything that these runs left behind on either runtime. A run may have left nothing. */
export async function sweepRuns(runs: readonly string[]): Promise<void> {
  const hasEngine = await docker.missing() === null;
  const left = hasEngine ? await runsWithContainers() : new Set<string>();
  for (const run of runs) {
    await sweepLocal(run);
    if (left.has(run)) await sweepContainers(run);
  }
}
