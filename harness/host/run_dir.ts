/** The folder of a run in the cache: the data of its local servers, and keys of its namespaces. */
import { join } from "node:path";
import { cacheDir } from "./cache.ts";

/** A sweep removes it, also where the run was killed. */
export function runDataDir(run: string): string {
  if (!/^[\w.-]+$/.test(run) || /^\.+$/.test(run)) throw new Error(`'${run}' is not a run's id`);
  return join(cacheDir(), "runs", run);
}
