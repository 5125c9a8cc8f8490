import { defineLab } from "../../harness/contract/lab.ts";
import { restorable } from "../../harness/services/postgres/restorable.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import { sftp } from "../../harness/services/sftp/service.ts";
import { choices } from "./choices.ts";
import { failpointHazards, hazardSources } from "./hazards.ts";
import { openBatch } from "./style.ts";
import { things } from "./things.ts";
import { variants } from "./variants.ts";

export const batch = defineLab({
  name: "batch",
  summary: "A job sends the rows of each day as a file, and another job loads it.",
  services: {
    source: restorable("login", "producer", "sender", "reader"),
    target: postgres,
    files: sftp,
  },
  entry: "login",
  operation: import.meta.resolve("./operation.ts"),
  choices,
  roles: {
    login: {
      summary: "takes logins over HTTP; writes the login and a row of the feed in one transaction",
      program: import.meta.resolve("./login.ts"),
      links: ["source"],
      listens: true,
      traces: [{ kind: "commit", server: "source" }],
    },
    producer: {
      summary: "belongs to A: takes the rows of each business day and sends them as a file",
      program: import.meta.resolve("./producer.ts"),
      settings: ["POLL_MS"],
      links: ["source", "files"],
      extraInstances: 1,
      traces: [{ kind: "marked", server: "source" }],
    },
    loader: {
      summary: "belongs to B: loads the files of the inbox, and asks for those that are missing",
      program: import.meta.resolve("./loader.ts"),
      settings: ["POLL_MS", "ASK_AGAIN_MS"],
      links: ["files", "target"],
      traces: [{ kind: "effect", server: "target" }],
    },
    sender: {
      summary: "belongs to A, where B has an API: posts the rows of each business day in chunks",
      program: import.meta.resolve("./sender.ts"),
      settings: ["POLL_MS", "CHUNK_ROWS", "TIMEOUT_MS"],
      links: ["source"],
      calls: ["receiver"],
      instances: 0,
      traces: [{ kind: "marked", server: "source" }],
    },
    receiver: {
      summary: "belongs to B: its API, which loads each chunk in one transaction",
      program: import.meta.resolve("./receiver.ts"),
      links: ["target"],
      listens: true,
      takesMany: true,
      instances: 0,
      traces: [{ kind: "effect", server: "target" }],
    },
    reader: {
      summary: "belongs to B: reads A's database each night by an account that can only read",
      program: import.meta.resolve("./reader.ts"),
      settings: ["POLL_MS"],
      links: ["source", "target"],
      instances: 0,
      traces: [{ kind: "effect", server: "target" }],
    },
  },
  failpoints: {
    login: ["before-rollback", "before-commit", "after-commit"],
    producer: [
      "after-query",
      "mid-upload",
      "after-upload-before-rename",
      "after-data-before-manifest",
      "after-rename-before-record",
    ],
    loader: ["after-scan", "after-copy-before-commit", "after-commit-before-move"],
    sender: ["after-query", "after-post-before-record"],
    receiver: ["after-load-before-commit", "after-commit-before-answer"],
    reader: ["after-query", "before-commit", "after-commit"],
  },
  failpointsWithoutOps: ["loader:after-scan", "sender:after-query"],
  failpointHazards,
  hazardSources,
  variants,
  targets: ["points"],
  hops: [
    { name: "query", seenBy: [] },
    { name: "file", seenBy: ["marked"] },
    { name: "load", seenBy: ["rejected"] },
    { name: "target", seenBy: ["applied"] },
  ],
  minimumOperations: 20,
  outageLink: "producer-files",
  handbook: {
    throughput: "very high",
    latency: "high",
    complexity: "middle",
    stability: "high",
    situation: "bulk data",
  },
  things,
  open: (namespaces, variant, words) => openBatch(namespaces, variants[variant], words),
});
