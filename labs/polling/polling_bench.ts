/**
 * Measures costs and benefits of polling intervals in one run: how late a message is, how many queries
 * the source gets at rest, and how large the table grows with and without retention. Compare the
 * figures; do not quote one alone.
 */
import { sleep } from "../../harness/timer.ts";
import type { Lab } from "../../harness/contract/lab.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { runLab } from "../../testing/run_lab.ts";
import { stand } from "../../testing/stand.ts";
import { polling as lab } from "./lab.ts";

const polling: Lab = lab;
const restMs = 5_000;

/** The lab with a worker that polls at this interval, in milliseconds. */
function lookingEvery(pollMs: number, variant = "status"): Lab {
  const { settings = {}, ...rest } = polling.variants[variant];
  const worker = { ...settings.worker, POLL_MS: String(pollMs) };
  return { ...polling, variants: { [variant]: { ...rest, settings: { ...settings, worker } } } };
}

Deno.bench({ name: "delay of a message by polling interval", n: 1, warmup: 0 }, async () => {
  for (const pollMs of [10, 50, 200, 1_000]) {
    const words = { seed: 7, duration: 6_000, rate: 100 };
    const { result } = await runLab(lookingEvery(pollMs), "status", words);
    const { p50, p99 } = result.latencyMs.endToEnd!.all;
    const queries = await queriesAtRest(lookingEvery(pollMs));
    console.log(
      `every ${String(pollMs).padStart(4)} ms: p50 ${p50!.toFixed(0)} ms, p99 ${
        p99!.toFixed(0)
      } ms; ` +
        `${queries.toFixed(1)} transactions a second at rest`,
    );
  }
});

Deno.bench({ name: "size of the message table", n: 1, warmup: 0 }, async () => {
  for (const variant of ["status", "retention"]) {
    const words = { seed: 7, duration: 20_000, rate: 200 };
    const sizes: number[] = [];
    const { result } = await runLab(watched(variant, sizes), variant, words);
    const megabytes = (Math.max(...sizes) / 1e6).toFixed(1);
    console.log(`${variant}: ${result.counts.committed} messages, at most ${megabytes} MB`);
  }
});

/** Transactions per second in the source when nothing is sent: all of them poll for rows. */
async function queriesAtRest(lab: Lab): Promise<number> {
  await using environment = await stand(lab, "status");
  const { sql } = environment.namespaces.source as PostgresNamespace;
  const count = async () => {
    const [{ commits }] = await sql<[{ commits: bigint }]>`
      select xact_commit as commits from pg_stat_database where datname = current_database()`;
    return Number(commits);
  };
  await sleep(2_000);
  const before = await count();
  await sleep(restMs);
  return (await count() - before) / (restMs / 1_000);
}

/** The lab, whose `progress` also measures the size of the message table. */
const watched = (variant: string, sizes: number[]): Lab => ({
  ...polling,
  variants: { [variant]: polling.variants[variant] },
  open(namespaces, variant) {
    const style = polling.open(namespaces, variant, {});
    const { sql } = namespaces.source as PostgresNamespace;
    return {
      ...style,
      async progress(foreign) {
        const [{ bytes }] = await sql<[{ bytes: bigint }]>`
          select pg_total_relation_size('messages') as bytes`;
        sizes.push(Number(bytes));
        return await style.progress(foreign);
      },
    };
  },
});
