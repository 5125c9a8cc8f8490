/** Records what passed each link, and the tables that the statements on it named. */
import type { Namespace } from "../contract/lab.ts";
import { splitLink } from "../faults/victims.ts";
import { within } from "../timer.ts";
import type { Environment } from "./environment.ts";

/** A server that does not say so soon which tables it has leaves them unknown. */
const tablesMs = 5_000;

export async function recordTraffic(
  { links, namespaces, recorder }: Pick<Environment, "links" | "namespaces" | "recorder">,
): Promise<void> {
  const traffic = await links.traffic();
  const asked = Object.entries(namespaces).map(async ([server, namespace]) =>
    [server, await tablesIn(namespace)] as const
  );
  const tables = new Map(await Promise.all(asked));
  for (const { words, ...passed } of traffic) {
    const [, server] = splitLink(passed.link);
    const named = tables.get(server)?.filter((table) => words?.includes(table.toLowerCase()));
    const known = words !== undefined && named !== undefined && { tables: named };
    recorder.record({ kind: "traffic", ...passed, ...known });
  }
}

async function tablesIn(namespace: Namespace): Promise<readonly string[] | undefined> {
  if (namespace.tables === undefined) return undefined;
  return await within(tablesMs, namespace.tables(), "too late").catch(() => undefined);
}
