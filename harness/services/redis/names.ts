/** How a run's part of a Redis is called. */
import type { Access, Endpoint } from "../../contract/lab.ts";
import type { Redis } from "./client.ts";
import { ask } from "./client.ts";

/** Begins every key of the run. No pattern's special characters, and no run's is the start of another's. */
export const prefixOf = (run: string): string => `${run.replaceAll(/[^a-zA-Z0-9._-]/g, "-")}:`;

export const urlOf = ({ user, password }: Access) => ({ host, port }: Endpoint): string =>
  `redis://${user}:${password}@${host}:${port}`;

const pageSize = 500;

/** Channels have no keys: where nobody listens, nothing is left of them. */
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
