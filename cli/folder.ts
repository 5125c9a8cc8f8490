/** The `.asynclab` folder of the current directory. */
import { join, resolve } from "node:path";
import { unavailable } from "../harness/errors.ts";
import { isAlive, startTimeOf } from "../harness/runtime/process.ts";

export const root = resolve(".asynclab");
export const runsDir = join(root, "runs");
const keptRuns = 50;

/** Makes the folder of a new run, and takes the oldest ones away. */
export async function makeRunDir(run: string): Promise<string> {
  const path = join(runsDir, run);
  await Deno.mkdir(path, { recursive: true }).catch((error) => {
    throw unavailable(
      `${root} cannot be written (${error.message}); run asynclab in a folder that can.`,
      error,
    );
  });
  await Deno.writeTextFile(join(path, "pid"), `${Deno.pid} ${startTimeOf(Deno.pid)}\n`);
  const all: { name: string; at: number }[] = [];
  for await (const { name, isDirectory } of Deno.readDir(runsDir)) {
    if (!isDirectory) continue;
    const { mtime } = await Deno.stat(join(runsDir, name));
    all.push({ name, at: mtime?.getTime() ?? 0 });
  }
  all.sort((a, b) => b.at - a.at);
  for (const { name } of all.slice(keptRuns)) {
    await Deno.remove(join(runsDir, name), { recursive: true });
  }
  return path;
}

/** `outbox-status-20260131-101500-1f3a`. */
export function newRunId(lab: string, variant: string): string {
  const now = new Date().toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  const tail = crypto.getRandomValues(new Uint16Array(1))[0].toString(16).padStart(4, "0");
  return `${lab}-${variant}-${now}-${tail}`;
}

/** The runs of this folder: those that go on are somebody's, and are left alone. */
export async function listRuns(): Promise<{ run: string; goesOn: boolean }[]> {
  const runs: { run: string; goesOn: boolean }[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(runsDir)) {
      if (isDirectory) runs.push({ run: name, goesOn: await goesOn(name) });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return runs;
}

async function goesOn(run: string): Promise<boolean> {
  const text = await Deno.readTextFile(join(runsDir, run, "pid")).catch(() => "");
  const [pid, startTime] = text.trim().split(" ");
  return pid !== "" && isAlive(Number(pid), startTime);
}
