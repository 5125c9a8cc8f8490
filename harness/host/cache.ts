/**
 * The cache folder: fetched programs, initialised data folders, and the data of local runs. An
 * entry with its final name is complete.
 */
import { randomBytes } from "node:crypto";
import { basename, dirname, join, resolve } from "node:path";
import { unavailable } from "../errors.ts";

/**
 * `$ASYNCLAB_CACHE`; else `/var/cache/asynclab` for root, because PostgreSQL runs as another user
 * who cannot read root's home; else `asynclab` in the user's cache folder.
 */
export function cacheDir(): string {
  const chosen = Deno.env.get("ASYNCLAB_CACHE");
  if (chosen) return resolve(chosen);
  if (Deno.uid() === 0) return "/var/cache/asynclab";
  const home = Deno.env.get("HOME");
  const caches = Deno.env.get("XDG_CACHE_HOME") || (home && join(home, ".cache"));
  if (caches) return join(caches, "asynclab");
  throw unavailable(
    "There is no HOME to keep fetched programs in; set ASYNCLAB_CACHE to a folder",
  );
}

export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return false;
    throw error;
  }
}

/** Makes a folder that every user may enter: a server of another user must reach its own folder inside. */
export async function makeOpenDir(path: string): Promise<void> {
  await Deno.mkdir(path, { recursive: true, mode: 0o755 });
}

/**
 * Returns the folder `name` in the cache; `make` fills it where it is missing. It is filled under
 * another name and then renamed, so an interrupted call leaves no incomplete folder. A second
 * process waits for the first.
 */
export async function cached(
  name: string,
  make: (dir: string) => Promise<void>,
): Promise<string> {
  const path = join(cacheDir(), name);
  if (await exists(path)) return path;
  await makeCache();
  using _lock = await locked(`${path}.lock`);
  if (await exists(path)) return path;
  await removeHalves(path);
  const half = `${path}.half-${randomBytes(4).toString("hex")}`;
  await makeOpenDir(half);
  try {
    await make(half);
    await Deno.rename(half, path);
  } catch (error) {
    await Deno.remove(half, { recursive: true }).catch(() => {});
    throw error;
  }
  return path;
}

async function makeCache(): Promise<void> {
  try {
    await makeOpenDir(cacheDir());
  } catch (error) {
    throw uncached(error);
  }
}

/** The error where the cache folder cannot be made. */
export const uncached = (cause: unknown) =>
  unavailable(
    `The cache folder ${cacheDir()} cannot be made; set ASYNCLAB_CACHE to another folder`,
    cause,
  );

/** The operating system releases the lock when its holder dies. */
async function locked(path: string): Promise<Disposable> {
  const file = await Deno.open(path, { create: true, write: true });
  await file.lock(true);
  return { [Symbol.dispose]: () => file.close() };
}

/** Removes the folders of interrupted calls. Called under the lock, so no process is filling them. */
async function removeHalves(path: string): Promise<void> {
  const dir = dirname(path);
  for await (const { name } of Deno.readDir(dir)) {
    if (name.startsWith(`${basename(path)}.half-`)) {
      await Deno.remove(join(dir, name), { recursive: true });
    }
  }
}
