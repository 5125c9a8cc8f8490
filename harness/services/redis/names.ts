/** The names of a run's namespace on a Redis. */
import type { Access, Endpoint } from "../../contract/lab.ts";
import type { Redis } from "./client.ts";
import { ask } from "./client.ts";

/**
 * The start of every key of the run. It has none of a pattern's special characters, and it is never
 * the start of another run's prefix.
 */
export const prefixOf = (run: string): string => `${run.replaceAll(/[^a-zA-Z0-9._-]/g, "-")}:`;

export const urlOf = ({ user, password }: Access) => ({ host, port }: Endpoint): string =>
  `redis://${user}:${password}@${host}:${port}`;

const pageSize = 500;

/** Deletes the run's keys. A channel has no key: nothing is left of it when nobody listens. */
export function dropNamespace(access: Access, run: string): Promise<void> {
  return ask(access, (redis) => deleteKeys(redis, `${prefixOf(run)}*`));
}

async function deleteKeys(redis: Redis, pattern: string): Promise<void> {
  for (let cursor = "0";;) {
    const [next, keys] = await redis.scan(cursor, "MATCH", pattern, "COUNT", pageSize);
    if (keys.length > 0) await redis.del(...keys);
    if (next === "0") return;
    cursor = next;
  }
}
