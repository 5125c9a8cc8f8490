/** Takeovers and leases that end too early, as the tables of real servers show them. */
import assert from "node:assert/strict";
import type { Facts } from "../harness/history/facts.ts";
import type { Lab } from "../harness/contract/lab.ts";
import { runLab } from "../testing/run_lab.ts";
import { messaging } from "./messaging/lab.ts";
import { outbox } from "./outbox/lab.ts";
import { polling } from "./polling/lab.ts";

// With many keys, one of them is sure to change its worker. A worst case has a load of its own.
const manyKeys = { users: 20, rate: 60 };

const sourcesOf = ({ hazards }: Facts, name: string): string[] =>
  hazards.filter((hazard) => hazard.name === name).map(({ source }) => source);

const cases: [lab: Lab, variant: string, chaos: string, hazard: string, source: RegExp][] = [
  [polling, "lease", "worst-case", "lease-expired", /^claims$/],
  [
    polling,
    "lease",
    "kill-worker at worker:after-claim@5",
    "takeover",
    /^grants of points, worker.* after worker/,
  ],
  [messaging, "event", "rebalance", "takeover", /^grants of points, points#2 after points$/],
  [
    outbox,
    "two-relays",
    "kill-relay at relay:after-read@3",
    "takeover",
    /^outbox, relay.* went on$/,
  ],
];

for (const [lab, variant, chaos, hazard, source] of cases) {
  Deno.test(`${lab.name}/${variant}: ${chaos} brings ${hazard}`, async () => {
    const edition = lab.editions?.[0] ?? lab;
    const load = chaos === "worst-case" ? {} : manyKeys;
    const { facts, result } = await runLab(edition, variant, { chaos, ...load, brief: true });
    assert.notEqual(result.verdict, "broken");
    const sources = sourcesOf(facts, hazard);
    assert(sources.some((one) => source.test(one)), JSON.stringify(facts.hazards));
    // A killed owner has no session any more, so its lease did not end too early.
    if (chaos.startsWith("kill")) assert.deepEqual(sourcesOf(facts, "lease-expired"), []);
  });
}
