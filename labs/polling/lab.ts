import { endsOrFails } from "../../harness/contract/point_hazards.ts";
import { inHand, unacknowledgedEffect } from "../../harness/contract/hazards.ts";
import { defineLab } from "../../harness/contract/lab.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import { samples } from "../login_points/in_hand.ts";
import { answers, ofLogin, refusals, takeovers } from "../login_points/hazards.ts";
import { expiries } from "./expired_leases.ts";
import { openPolling } from "./style.ts";
import { variants } from "./variants.ts";

/** The worker inserts each message's id into a table with a key. */
const withKey = { role: "worker", setting: "DEDUP", words: ["table"] };

export const polling = defineLab({
  name: "polling",
  summary: "A writes messages into a table, and B reads it: no broker.",
  services: { source: postgres, target: postgres },
  entry: "login",
  operation: import.meta.resolve("../login_points/operation.ts"),
  roles: {
    login: {
      summary: "takes logins over HTTP; writes the login and the message row in one transaction",
      program: import.meta.resolve("./login.ts"),
      links: ["source"],
      listens: true,
      traces: [{ kind: "commit", server: "source" }],
    },
    worker: {
      summary: "belongs to B: reads the table of A, applies in B, marks in A",
      program: import.meta.resolve("./worker.ts"),
      links: ["source", "target"],
      consumes: "source",
      traces: [{ kind: "marked", server: "source" }, { kind: "effect", server: "target" }],
    },
  },
  failpoints: {
    login: ["before-rollback", "before-commit", "after-commit"],
    worker: [
      "before-read",
      "after-claim",
      "after-delete-before-work",
      "before-heartbeat",
      "before-apply",
      "after-check-before-write",
      "after-apply",
      "after-mark",
    ],
  },
  failpointsWithoutOps: ["worker:before-read"],
  failpointHazards: {
    ...ofLogin,
    "worker:after-claim": endsOrFails(inHand),
    "worker:after-delete-before-work": endsOrFails(inHand),
    "worker:before-apply": endsOrFails(inHand),
    "worker:after-check-before-write": endsOrFails(inHand),
    "worker:after-apply": endsOrFails(unacknowledgedEffect),
  },
  hazardSources: [
    answers,
    refusals(["worker"], withKey),
    samples(["worker"]),
    takeovers(["worker"]),
    expiries,
  ],
  variants,
  targets: ["points"],
  hops: [
    { name: "table", seenBy: [] },
    { name: "worker", seenBy: ["delivered", "rejected"] },
    { name: "target", seenBy: ["applied"] },
  ],
  minimumOperations: 20,
  outageLink: "worker-source",
  open: (namespaces) => openPolling(namespaces),
});
