/** PostgreSQL: a run's namespace is a database and a login role that owns it. */
import { capability, offer } from "../../contract/capability.ts";
import type { Service } from "../../contract/lab.ts";
import { openClient } from "./client.ts";
import { type Account, dropNamespace, openNamespace, type PostgresNamespace } from "./namespace.ts";
import { chosenPostgres } from "./choice.ts";
import { findPostgres, installPostgres } from "./install.ts";
import { launchPostgres, renewPostgres } from "./launch.ts";

export type { Account, PostgresNamespace };

/** Sessions on a run's own database can be opened. */
export const isPostgres = capability<PostgresNamespace>("PostgreSQL", "PostgreSQL database");

export const postgres: Service<PostgresNamespace> = {
  name: "postgres",
  protocol: "postgres",
  local: {
    origin: "an npm package (60 MB)",
    innerPorts: 0,
    chosen: chosenPostgres,
    install: installPostgres,
    find: findPostgres,
    launch: launchPostgres,
    renew: renewPostgres,
  },
  container: {
    template: "postgres",
    user: "asynclab",
    port: 5432,
    dataDir: "/var/lib/postgresql/data",
    environment: ({ access }) => ({ POSTGRES_PASSWORD: access.password }),
    renews: true,
  },
  async ping(access) {
    await using client = openClient(access, "postgres", { max: 1 });
    await client.within(1_000, client.sql`select 1`);
  },
  async version(access) {
    await using client = openClient(access, "postgres", { max: 1 });
    const [{ server_version }] = await client.within(2_000, client.sql`show server_version`);
    return String(server_version).split(" ")[0];
  },
  openNamespace,
  dropNamespace,
  offers: (name) => [offer(isPostgres, ({ namespaces }) => namespaces[name] as PostgresNamespace)],
};
