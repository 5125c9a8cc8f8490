/** PostgreSQL whose rows a fault may move into a new cluster. The lab's style says how (`moving`). */
import { offer } from "../../contract/capability.ts";
import type { FaultContext, Service } from "../../contract/lab.ts";
import { type Dump, isRestorable } from "../../contract/restorable.ts";
import { postgres, type PostgresNamespace } from "./service.ts";
import { readContents, writeContents } from "./rows.ts";

/**
 * @param users the roles that use the database: first those that accept operations, last those that
 *   pass them on
 */
export const restorable = (...users: readonly string[]): Service<PostgresNamespace> => ({
  ...postgres,
  offers: (name) => [
    ...postgres.offers!(name),
    offer(isRestorable, (context) => ({
      users: () => users.flatMap((role) => context.processes(role)),
      dump: () => dump(context, name),
    })),
  ],
});

async function dump({ servers, namespaces, style }: FaultContext, name: string): Promise<Dump> {
  const [server, namespace] = [servers[name], namespaces[name] as PostgresNamespace];
  const { moving } = style;
  if (server.renew === undefined || moving === undefined) {
    throw new Error(
      `${name} is declared restorable, but its server or its style cannot restore it`,
    );
  }
  await namespace.close();
  try {
    const committed = await moving.keep();
    const contents = await readContents(namespace.sql);
    return {
      committed,
      async restore() {
        await server.renew!();
        await namespace.remake();
        await moving.prepareAgain();
        await writeContents(namespace.sql, contents);
        await moving.finish?.();
        await namespace.open();
      },
    };
  } catch (error) {
    await namespace.open().catch(() => {}); // the server is away: the next dump calls `close` again
    throw error;
  }
}
