/** For benches: the databases of the lab, and the reader role without a proxy in its way. */
import type { Database } from "../../../harness/services/postgres/database.ts";
import type { PostgresNamespace } from "../../../harness/services/postgres/service.ts";
import { sleep } from "../../../harness/timer.ts";
import { type BenchRole, startRole } from "../../../testing/bench_role.ts";
import { stand } from "../../../testing/stand.ts";
import { cdc } from "../lab.ts";
import { slotOf } from "../slot.ts";
import { publication } from "../style.ts";

export interface BenchStand extends AsyncDisposable {
  readonly source: Database;
  readonly target: Database;
  readonly sourceUrl: string;
  readonly slot: string;
  /** Starts the reader; resolves when it is ready. */
  startReader(): Promise<BenchRole>;
  /** Commits a marker in the source. Resolves when the reader has copied it. */
  untilMarker(): Promise<void>;
}

/** The servers of a variant, with its tables and its slot. The roles of the run are stopped. */
export async function openStand(variant: string): Promise<BenchStand> {
  const environment = await stand(cdc, variant);
  for (const process of environment.processes) await process.stop();
  const urlOf = (name: "source" | "target") =>
    namespaceOf(name).url(environment.servers[name].access.endpoint);
  const namespaceOf = (name: "source" | "target") =>
    environment.namespaces[name] as PostgresNamespace;
  const [source, target] = [namespaceOf("source").sql, namespaceOf("target").sql];
  const slot = slotOf(namespaceOf("source"));
  const env = {
    ...cdc.variants[variant].settings?.reader,
    SOURCE_URL: urlOf("source"),
    TARGET_URL: urlOf("target"),
    SLOT: slot,
    PUBLICATION: publication,
  };
  let markers = 0;
  return {
    source,
    target,
    sourceUrl: env.SOURCE_URL,
    slot,
    startReader: () => startRole(cdc.roles.reader.program, env),
    async untilMarker() {
      const id = ++markers;
      await source`insert into load_markers (id) values (${id})`;
      for (;; await sleep(10)) {
        const found = await target`select from load_markers where id = ${id}`;
        if (found.length > 0) return;
      }
    },
    [Symbol.asyncDispose]: () => environment[Symbol.asyncDispose](),
  };
}
