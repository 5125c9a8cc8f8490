import { endsOrFails } from "../../harness/contract/point_hazards.ts";
import { cutTransaction, inHand, unacknowledgedEffect } from "../../harness/contract/hazards.ts";
import { defineLab, type Lab } from "../../harness/contract/lab.ts";
import { restorable } from "../../harness/services/postgres/restorable.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import { samples } from "../login_points/in_hand.ts";
import { answers, ofLogin } from "../login_points/hazards.ts";
import { tablesThing } from "./tables.ts";
import { slotThing } from "./slot.ts";
import { openCdc } from "./style.ts";
import { throughKafka } from "./kafka_edition.ts";
import { variants } from "./variants.ts";

const direct = defineLab({
  name: "cdc",
  summary: "A reader takes logins from the database's change log; the login service sends nothing.",
  services: { source: restorable("login", "reader"), target: postgres },
  entry: "login",
  operation: import.meta.resolve("../login_points/operation.ts"),
  roles: {
    login: {
      summary: "takes logins over HTTP; writes its own tables in one transaction, and no message",
      program: import.meta.resolve("./login.ts"),
      links: ["source"],
      listens: true,
      traces: [{ kind: "commit", server: "source" }],
    },
    reader: {
      summary: "reads the change log of the source through a replication slot, applies it in B",
      program: import.meta.resolve("./reader.ts"),
      links: ["source", "target"],
      consumes: "source",
      traces: [{ kind: "effect", server: "target" }],
    },
  },
  failpoints: {
    login: ["before-rollback", "before-commit", "after-commit"],
    reader: [
      "after-receive",
      "before-apply",
      "after-change",
      "before-commit",
      "after-commit",
      "after-ack",
      "before-copy",
      "after-chunk",
      "after-snapshot-before-slot",
    ],
  },
  failpointsWithoutOps: [
    "reader:before-copy",
    "reader:after-chunk",
    "reader:after-snapshot-before-slot",
  ],
  failpointHazards: {
    ...ofLogin,
    "reader:after-receive": endsOrFails(inHand),
    "reader:before-apply": endsOrFails(inHand),
    "reader:after-change": endsOrFails(cutTransaction),
    "reader:before-commit": endsOrFails(cutTransaction),
    "reader:after-commit": endsOrFails(unacknowledgedEffect),
    "reader:after-chunk": endsOrFails(inHand),
  },
  hazardSources: [answers, samples(["reader"])],
  variants,
  targets: ["points"],
  hops: [
    { name: "log", seenBy: [] },
    { name: "reader", seenBy: ["delivered"] },
    { name: "target", seenBy: ["applied"] },
  ],
  minimumOperations: 20,
  outageLink: "reader-source",
  handbook: {
    throughput: "high",
    latency: "very low",
    complexity: "high",
    stability: "high",
    situation: "real-time synchronisation",
  },
  things: [slotThing("slot", "reader"), tablesThing],
  open: (namespaces, variant) => openCdc(namespaces, variants[variant]),
});

/** The log is applied in the target itself; with `--broker kafka` it feeds several targets. */
export const cdc: Lab = { ...direct, editions: [direct, throughKafka(direct)] };
