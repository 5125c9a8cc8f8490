/** The charts: the place on the page, and what each of them shows. */
import { duration, many } from "../amounts.ts";

export const charts = {
  title: "Over time",
  none: "The history has no times to draw.",
  seconds: "Seconds since the start of the run.",
  noScript: "The charts need JavaScript; the tables in their places hold some of the points.",
  asTable: (title: string) => `${title} as a table`,
  somePoints: (title: string) => `${title}, some of the points`,
  at: "at",
  leftOut: (count: number, writer: string) =>
    `${many(count, "event")} of ${writer} with times outside of the run are not drawn.`,
  noFault: "No fault to mark.",
  shaded: (bands: string) => `Shaded: ${bands}.`,
  hollow: "A hollow band: no hazard came while it lasted.",
  hazards: (list: string) => `◆ Hazards, each with its first time: ${list}.`,
  hazard: (name: string, at: string) => `${name} (${at})`,
  band: (label: string, from: string, to: string | null) =>
    `${label} (${from} to ${to ?? "the end"})`,
  line: (label: string, last: string, highest: string) =>
    `${label} ends at ${last}, highest ${highest}`,
  spoken: (title: string, lines: string) => `Chart: ${title}. ${lines}.`,
  flow: {
    title: "Committed, sent, applied",
    note: (sentAgain: number) =>
      "Counted up from the start; sent counts an operation once" +
      (sentAgain > 0 ? `, ${sentAgain} more sends were repetitions. ` : ". ") +
      "Committed above applied: operations are under way, or lost. Applied above committed: " +
      "operations were applied twice, or never happened.",
    committed: "committed",
    sent: "sent",
    applied: "applied",
  },
  latency: {
    title: "Latency",
    note: (bucketMs: number) =>
      "Caller: from the planned send to the answer, drawn at the planned send. End to end: " +
      "from the commit to the effect, drawn at the commit. " +
      `Each point is ${bucketMs} ms of operations; the axis is logarithmic.`,
    caller: "caller",
    endToEnd: "end to end",
    limit: (ms: number) => `limit of bounded-wait: ${duration(ms)}`,
  },
  waiting: {
    title: "What waits",
    note: "Committed, not applied: operations wherever they wait, also in a process's memory. " +
      "Backlog: what the sender would still pick up; consumer lag: what the consumer has not " +
      "acknowledged; both sampled four times a second.",
    underWay: "committed, not applied",
    backlog: "backlog",
    lag: "consumer lag",
  },
  again: {
    title: "Handed out again, set aside",
    note:
      "Counted up from the start: deliveries after the first of an operation and consumer, and " +
      "operations that were set aside, in a dead-letter queue or a table.",
    redelivered: "redelivered",
    setAside: "set aside",
  },
  memory: {
    title: "Memory",
    note: "Resident memory of each role's process, sampled four times a second.",
  },
};
