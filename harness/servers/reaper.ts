/** The program at the other end of the pipe: waits until the harness ends, and sweeps if it died. */
import process from "node:process";
import { createInterface } from "node:readline";
import { sweepContainers } from "./docker.ts";
import type { LeftNamespace, Word } from "./guard.ts";
import { sweepLocal } from "./sweep.ts";

const [run, runtime] = Deno.args;
process.removeAllListeners("warning");
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.addSignalListener(signal, () => {});
}
console.log("watching");
let namespaces: readonly LeftNamespace[] = [];
/** All watched runs. A sweep removes processes and data of each, but namespaces only of the first. */
const runs = new Set([run]);
let home = false;
for await (const line of createInterface({ input: process.stdin })) {
  const word: Word = JSON.parse(line);
  if (word === "home") home = true;
  else if ("also" in word) runs.add(word.also);
  else if ("ended" in word) runs.delete(word.ended);
  else namespaces = word.namespaces;
}
if (!home) {
  for (const one of runs) await sweepLocal(one);
  await Promise.all(namespaces.map(forget));
  if (runtime === "docker" && namespaces.length === 0) {
    for (const one of runs) await sweepContainers(one);
  }
}
process.exit(0);

/** Removes one namespace. If its server is gone, the namespace is gone too. */
async function forget({ service, access }: LeftNamespace): Promise<void> {
  // The clients of all servers are loaded only here: most runs need none, and each starts a reaper.
  const { services } = await import("../services/mod.ts");
  const kind = services.find(({ name }) => name === service);
  await kind?.dropNamespace(access, run).catch(() => {});
}
