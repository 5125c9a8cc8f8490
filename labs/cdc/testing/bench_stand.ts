/** For benches: the databases of the lab, and the reader role without a proxy in its way. */
import { join } from "node:path";
import type { Database } from "../../../harness/services/postgres/database.ts";
import type { PostgresNamespace } from "../../../harness/services/postgres/service.ts";
import { sleep } from "../../../harness/timer.ts";
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
  startReader(): Promise<Reader>;
  /** Commits a marker in the source. Resolves when the reader has copied it. */
  untilMarker(): Promise<void>;
}

export interface Reader extends AsyncDisposable {
  /** Resident memory, in bytes. */
  rssBytes(): number;
}

const role = join(import.meta.dirname!, "../reader.ts");
const config = join(import.meta.dirname!, "../../../deno.json");
const allowed = ["env", "read", "write", "sys", "net=127.0.0.1,localhost"];

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
    startReader: () => startReader(env),
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

async function startReader(env: Record<string, string>): Promise<Reader> {
  const flags = ["--quiet", "--frozen", "--cached-only", "--no-prompt", "--config", config];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, ...allowed.map((what) => `--allow-${what}`), role],
    env,
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await output.read();
  if (value?.startsWith("ready") !== true) throw new Error("The reader ended before it was ready");
  return {
    rssBytes() {
      const status = Deno.readTextFileSync(`/proc/${child.pid}/status`);
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) * 1_024;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await output.cancel();
      await child.status;
    },
  };
}
