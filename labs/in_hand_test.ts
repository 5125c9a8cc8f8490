/** What processes have in hand is seen right before a kill, on real servers and without a failpoint's own hazard. */
import assert from "node:assert/strict";
import type { Lab } from "../harness/contract/lab.ts";
import { runLab } from "../testing/run_lab.ts";
import { batch } from "./batch/lab.ts";
import { cdc } from "./cdc/lab.ts";
import { messaging } from "./messaging/lab.ts";
import { outbox } from "./outbox/lab.ts";
import { polling } from "./polling/lab.ts";
import { sync } from "./sync/lab.ts";
import { thread } from "./thread/lab.ts";

/** The fault begins while the process waits at this line: then it has something in hand for sure. */
const cases: [lab: Lab, chaos: string, hazard: string, role: string][] = [
  [outbox, "kill-relay at relay:after-send-before-mark@5", "unrecorded-send", "relay"],
  [outbox, "kill-consumer at points:after-effect-before-ack@5", "unacknowledged-effect", "points"],
  [messaging, "kill-consumer at points:after-deliver@5", "in-hand", "points"],
  [messaging, "kill-login at login:before-send@5", "in-hand", "login"],
  [thread, "kill-login at login:before-call@5", "in-hand", "login"],
  [polling, "kill-worker at worker:after-apply@5", "unacknowledged-effect", "worker"],
  [cdc, "kill-reader at reader:after-commit@3", "unacknowledged-effect", "reader"],
  [batch, "kill-loader at loader:after-commit-before-move@1", "unacknowledged-effect", "loader"],
  [batch, "kill-producer at producer:after-rename-before-record@1", "unrecorded-send", "producer"],
];

for (const [lab, chaos, hazard, role] of cases) {
  Deno.test(`${lab.name}: ${chaos} is seen as ${hazard}`, async () => {
    const [variant] = Object.keys(lab.variants);
    const edition = lab.editions?.[0] ?? lab;
    const { facts, result } = await runLab(edition, variant, { chaos, brief: true });
    assert.notEqual(result.verdict, "broken");
    const seen = facts.hazards.filter(({ source }) => source === `in hand of ${role}`);
    assert(seen.some(({ name }) => name === hazard), JSON.stringify(facts.hazards));
  });
}

/** A called role waits with the request, so its caller has no answer. */
const unanswered: [lab: Lab, chaos: string, variant: string][] = [
  [sync, "kill-points at points:after-deliver@5", "record-failure"],
  [sync, "kill-login at points:after-deliver@5", "all-or-nothing"],
  [thread, "kill-target at points:after-deliver@5", "pool"],
];

for (const [lab, chaos, variant] of unanswered) {
  Deno.test(`${lab.name}/${variant}: ${chaos} finds requests without an answer`, async () => {
    const { facts, result } = await runLab(lab, variant, { chaos, brief: true });
    assert.notEqual(result.verdict, "broken");
    const seen = facts.hazards.find(({ source }) => source === "unanswered requests to points");
    assert.equal(seen?.name, "in-hand", JSON.stringify(facts.hazards));
    assert(seen.ops.length > 0);
  });
}
