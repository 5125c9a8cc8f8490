/** Warm servers: started once by `asynclab up`, borrowed by runs, ended by `asynclab down`. */
import { join } from "node:path";
import { unavailable, wrongUsage } from "../errors.ts";
import { within } from "../timer.ts";
import { guard } from "./guard.ts";
import {
  type Lab,
  placeOf,
  type Provisioned,
  type ProvisionRequest,
  type Runtime,
} from "../contract/lab.ts";

/** The state that `up` stores. It holds passwords: the file has mode 0600. */
export interface Warm {
  readonly lab: string;
  readonly runtime: Runtime["name"];
  readonly run: string;
  readonly state: unknown;
  /** The user's choice of programs at `up`, by kind of server; missing where there was no choice. */
  readonly chosen?: Readonly<Record<string, string>>;
  /** The file from which this state was read; runs lock another file next to it. */
  readonly path: string;
}

const routesOfWarm = 8;
const leaseTimeoutMs = 120_000;

const pathOf = (root: string, place: string) => join(root, `warm-${place}.json`);

/** The warm servers of a lab by its place, or null. `root` is the `.asynclab` folder. */
export async function findWarm(root: string, place: string): Promise<Warm | null> {
  const path = pathOf(root, place);
  try {
    return { ...JSON.parse(await Deno.readTextFile(path)), path };
  } catch (error) {
    if (error instanceof SyntaxError) throw torn(path, error);
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return null;
    throw error;
  }
}

/** We write the file under another name first, so the damage comes from another program or the disk. */
const torn = (path: string, cause: Error) =>
  unavailable(
    `${path}, which names the warm servers, is not JSON; remove it, then run 'asynclab up' again`,
    cause,
  );

/** @throws Refusal (64) where the warm servers are up */
export async function mustBeDown(root: string, place: string): Promise<void> {
  const warm = await findWarm(root, place);
  if (warm === null) return;
  throw wrongUsage(
    `The servers of ${place} are up already (${warm.runtime}); 'asynclab down' ends them`,
  );
}

/** The user's choice of programs for the servers of this lab, by kind of server. */
const chosenFor = ({ services }: Lab): Record<string, string> =>
  Object.fromEntries(
    Object.values(services).map(({ name, local }) => [name, local.chosen?.() ?? null])
      .filter(([, why]) => why !== null),
  );

/**
 * Returns a clause for a message if local warm servers were started with other programs than the user
 * chooses now; else null. Null for docker too, which has its own programs.
 */
export function otherChoice({ runtime, chosen: before = {} }: Warm, lab: Lab): string | null {
  if (runtime !== "local") return null;
  const now = chosenFor(lab);
  const kind = Object.values(lab.services).find(({ name }) => before[name] !== now[name])?.name;
  if (kind === undefined) return null;
  const said = (why: string | undefined) => why ?? "none was chosen";
  return `the warm ${kind} runs other programs: ${said(before[kind])} at 'up', and now ${
    said(now[kind])
  }`;
}

export async function warmUp(
  root: string,
  lab: Lab,
  runtime: Runtime,
  request: Omit<ProvisionRequest, "services" | "routes" | "keep">,
): Promise<Provisioned> {
  const path = pathOf(root, placeOf(lab));
  using _lease = await lease(path, true, request.say);
  await mustBeDown(root, placeOf(lab));
  await using _guard = await guard(request.run, runtime.name);
  const routes = Object.fromEntries(Object.keys(lab.services).map((name) => [name, routesOfWarm]));
  const all = { ...request, services: lab.services, routes, keep: true };
  const provisioned = await runtime.provision(all);
  const warm = {
    lab: lab.name,
    runtime: runtime.name,
    run: request.run,
    state: provisioned.state,
    chosen: chosenFor(lab),
  };
  try {
    await Deno.writeTextFile(`${path}.half`, JSON.stringify(warm), { mode: 0o600 });
    await Deno.rename(`${path}.half`, path);
  } catch (error) {
    // Without the file, nobody could ever end these servers.
    await provisioned.destroy();
    await Deno.remove(`${path}.half`).catch(() => {});
    throw unavailable(
      `${path} cannot be written (${(error as Error).message}), so the servers are down again`,
      error,
    );
  }
  return provisioned;
}

/** Ends the warm servers that are still there. Waits for runs that borrow them. */
export async function coolDown(warm: Warm, runtime: Runtime, logsDir: string): Promise<void> {
  using _lease = await lease(warm.path, true);
  const provisioned = await runtime.attach(warm.state, { services: {}, logsDir });
  await provisioned.destroy();
  await Deno.remove(warm.path);
}

/** Lends the warm servers to a run: exclusively if its faults break a server, else shared with others. */
export async function borrow(
  warm: Warm,
  runtime: Runtime,
  lab: Lab,
  alone: boolean,
  { logsDir, say }: { logsDir: string; say: (line: string) => void },
): Promise<Provisioned> {
  const lock = await lease(warm.path, alone, say);
  try {
    const provisioned = await runtime.attach(warm.state, { services: lab.services, logsDir });
    return {
      ...provisioned,
      servers: provisioned.servers,
      state: provisioned.state,
      destroy: () => provisioned.destroy(),
      async [Symbol.asyncDispose]() {
        await provisioned[Symbol.asyncDispose]();
        lock[Symbol.dispose]();
      },
    };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

/** A lock on the file next to the state; the operating system releases it if the holder dies. */
async function lease(
  path: string,
  alone: boolean,
  say?: (line: string) => void,
): Promise<Disposable> {
  const file = await Deno.open(`${path}.lock`, { create: true, read: true, write: true });
  const locked = file.lock(alone);
  const patience = setTimeout(
    () => say?.(`waiting for another run that uses the warm servers${alone ? "" : " alone"}`),
    300,
  );
  try {
    await within(leaseTimeoutMs, locked, "held");
  } catch (error) {
    file.close();
    throw unavailable(
      "Another run uses the warm servers; wait for it, or use --cold for new servers",
      error,
    );
  } finally {
    clearTimeout(patience);
  }
  return { [Symbol.dispose]: () => file.close() };
}
