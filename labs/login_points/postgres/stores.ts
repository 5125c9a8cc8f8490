/** PostgreSQL as the database of system A (the source) and of system B (the target). */
import type { PostgresNamespace } from "../../../harness/services/postgres/service.ts";
import { commits, effects, rejections } from "../audit.ts";
import type { SourceStore, TargetStore } from "../stores.ts";
import { refusedInserts } from "./refused.ts";
import { takeoversOfKeys } from "./takeovers.ts";
import { registerUsers, sourceTables, targetTables } from "./schema.ts";

export const sourceOn = ({ sql }: PostgresNamespace): SourceStore => ({
  async prepare(keys, ownTables = "") {
    await sql.script(sourceTables + ownTables);
    await registerUsers(sql, keys);
  },
  async committed() {
    const [{ count }] = await sql<[{ count: bigint }]>`select count(*) as count from logins`;
    return Number(count);
  },
  commits: (epochMs) => commits(sql, epochMs),
});

export const targetOn = ({ sql }: PostgresNamespace): TargetStore => ({
  prepare: (ownTables = "") => sql.script(targetTables + ownTables),
  async applied(targets) {
    const [{ applied }] = await sql<[{ applied: bigint }]>`
      select min(applied) as applied from unnest(${targets}::text[]) as name, lateral (
        select count(distinct op) as applied from grants where target = name) as counted`;
    return Number(applied);
  },
  effects: (epochMs, target) => effects(sql, epochMs, target),
  rejections: () => rejections(sql),
  async *hazards(epochMs) {
    yield* refusedInserts(sql, epochMs);
    yield* takeoversOfKeys(sql, epochMs);
  },
});
