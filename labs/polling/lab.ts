import { defineLab } from "../../harness/contract/lab.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import { openPolling } from "./style.ts";
import { variants } from "./variants.ts";

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
  variants,
  targets: ["points"],
  hops: [
    { name: "table", seenBy: [] },
    { name: "worker", seenBy: ["delivered", "rejected"] },
    { name: "target", seenBy: ["applied"] },
  ],
  minimumOperations: 20,
  open: (namespaces) => openPolling(namespaces),
});
