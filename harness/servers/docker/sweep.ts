/** Removes everything with a run's label: containers, networks, volumes. */
import { docker, tryDocker } from "./cli.ts";

/** The label of every container, network and volume of a run; its value is the run's id. */
export const runLabel = "asynclab.run";

interface Things {
  containers: string[];
  networks: string[];
  volumes: string[];
}

/** Everything that has the run's label now. Throws DockerError where no engine answers. */
export async function listOf(run: string): Promise<Things> {
  const filter = ["--quiet", "--filter", `label=${runLabel}=${run}`];
  const list = async (args: string[]) =>
    (await docker([...args, ...filter], { run })).split(/\s+/).filter((id) => id !== "");
  const [containers, networks, volumes] = await Promise.all([
    list(["ps", "--all"]),
    list(["network", "ls"]),
    list(["volume", "ls"]),
  ]);
  return { containers, networks, volumes };
}

/** The runs that still have something in the engine. Throws DockerError where the engine does not answer. */
export async function runsWithContainers(): Promise<Set<string>> {
  const own = ["--filter", `label=${runLabel}`, "--format", `{{.Label "${runLabel}"}}`];
  const lists = [["ps", "--all"], ["network", "ls"], ["volume", "ls"]];
  const found = await Promise.all(lists.map((words) => docker([...words, ...own])));
  return new Set(found.flatMap((text) => text.split(/\s+/)).filter((run) => run !== ""));
}

/**
 * Removes everything of a run, running and paused containers too. It looks again after a pause,
 * until two looks in a row find nothing: the engine may still be creating things for a killed
 * compose. It may be called again, and does nothing where this machine has no docker command.
 *
 * @throws DockerError where the engine does not answer or refuses
 */
export async function sweepContainers(run: string, pauseMs = 500): Promise<void> {
  if (await tryDocker(["--version"]) === null) return;
  for (let clean = 0; clean < 2;) {
    clean = await sweepOnce(run) === 0 ? clean + 1 : 0;
    if (clean === 1) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/**
 * The same as `sweepContainers`, without the second look. Call it when nothing is being created for
 * the run any more. Returns the number of things removed.
 */
export async function sweepOnce(run: string): Promise<number> {
  const before = await listOf(run);
  for (let attempt = 1, now = before;; attempt++) {
    if (countOf(now) === 0) return countOf(before);
    const refusal = await remove(now, run);
    now = await listOf(run);
    if (attempt === 5 && countOf(now) > 0) {
      throw refusal ?? new Error(`run ${run} still has things after five removals`);
    }
  }
}

/** Containers go first: they use the networks and volumes. A thing that is already gone is not an error. */
async function remove(things: Things, run: string): Promise<unknown> {
  let refusal: unknown = null;
  const attempt = async (args: string[], ids: string[]) => {
    if (ids.length === 0) return;
    await docker([...args, ...ids], { run }).catch((error) => refusal = error);
  };
  await attempt(["rm", "--force", "--volumes"], things.containers);
  await Promise.all([
    attempt(["network", "rm"], things.networks),
    attempt(["volume", "rm", "--force"], things.volumes),
  ]);
  return refusal;
}

function countOf(things: Things): number {
  return things.containers.length + things.networks.length + things.volumes.length;
}
