import { textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { incarnationOf, numberIn } from "../slow_line.ts";

export interface Sample {
  at: number;
  kind: "sample";
  role: string;
  /** Number of the role's process, from 1. */
  incarnation?: number;
  rssBytes?: number;
  /** Rows or messages that the variant would still pick up. */
  backlog?: number;
  /** Consumer lag, in messages. */
  lag?: number;
}

export const sample: ControlKind = {
  name: "sample",
  writer: "harness",
  summary: "Memory of a process, or how much waits, several times a second.",
  fields: {
    role: "process that was sampled, or the name of the lab",
    incarnation: "number of the role's process, from 1",
    rssBytes: "resident memory",
    backlog: "rows or messages that the variant would still pick up",
    lag: "consumer lag, in messages",
  },
  optional: ["incarnation", "rssBytes", "backlog", "lag"],
  fold({ aggregate }, line) {
    aggregate.sample(textIn(line, "role"), incarnationOf(line), numberIn(line, "rssBytes"));
  },
};
