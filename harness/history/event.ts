/**
 * The events of a history: JSON lines, one event a line. `at` is milliseconds since the start of
 * the run, microsecond digits kept. Unknown kinds and fields are kept and ignored.
 */
export interface Meta {
  at: number;
  kind: "meta";
  schema: 1;
  /** Which record says that an operation happened: a commit in the source, or the caller's `ok`. */
  truth: "commit" | "outcome";
  targets: string[];
  /** Wall clock at `at` 0, in milliseconds since 1970. */
  epochMs: number;
}
export interface Invoke {
  at: number;
  kind: "invoke";
  /** Dense integer from 0. */
  op: number;
  /** The user. */
  key: string;
  value: string;
  /** When the plan wanted it sent, in milliseconds since the start of the run. */
  planned: number;
  /** Only where the plan says that the business will roll it back: its `fail` is no failure. */
  rollback?: true;
}
/** Planned and never sent: the limit of operations in flight was reached. */
export interface Drop {
  at: number;
  kind: "drop";
  op: number;
  /** As in `invoke`; a dropped operation has no `invoke`. */
  planned?: number;
}
/** `ok` acknowledged, `fail` refused for sure, `info` outcome not known. */
export interface Outcome {
  at: number;
  kind: "ok" | "fail" | "info";
  op: number;
  reason?: string;
}
export interface Commit {
  at: number | null;
  kind: "commit";
  op: number;
  key: string;
  /** Commit order of the key, from 1. */
  seq: number;
}
export interface Send {
  at: number;
  kind: "send";
  op: number;
  role: string;
  attempt: number;
}
/** The message stands in the broker's log: read from the topic by the audit, once a copy. */
export interface Stored {
  /** Null where neither broker nor sender says when. */
  at: number | null;
  kind: "stored";
  op: number;
  topic: string;
  partition: number;
  offset: number;
  /** Number of this copy, from 2; the first copy has none. */
  copy?: number;
}
/** The sender's own record says that it was sent: a row that is DONE, or deleted. */
export interface Marked {
  /** Null where the database does not know the time. */
  at: number | null;
  kind: "marked";
  op: number;
  /** The record: `outbox`. */
  where: string;
}
export interface Deliver {
  at: number;
  kind: "deliver";
  op: number;
  role: string;
}
export interface Effect {
  /** Null where the database does not know the time of the commit. */
  at: number | null;
  kind: "effect";
  op: number;
  key: string;
  /** The source's `seq`, as the message carried it. */
  seq: number;
  /** When its transaction began, where it took long: its client may be gone before it ends. */
  began?: number;
  /** Number of its application, per target. */
  n: number;
  target: string;
  value: string;
}
/** Set aside on purpose: FAILED, EXCLUDED, dead letter, rejected row, compensated. */
export interface Aside {
  at: number | null;
  kind: "aside";
  op: number;
  where: string;
  /** In whose data it lies: a row of the sender's, or what a consumer put beside. @default as old places say */
  side?: "sender" | "consumer";
  reason: string;
}
export interface FaultBegin {
  at: number;
  kind: "fault";
  id: string;
  name: string;
  target: string;
  /** What was done to it: `kill`, `pause`, … */
  verb?: string;
  phase: "begin";
}
export interface FaultEnd {
  at: number;
  kind: "fault";
  id: string;
  name: string;
  target: string;
  verb?: string;
  phase: "end";
  /** What it did: processes ended, connections cut, chunks held back, copies sent. 0: nothing. */
  touched: number;
  /** The operations it marked, where it marks messages. */
  ops?: number[];
  /** One clause: why it proves nothing though it touched something. */
  ineffective?: string;
  /** By which means it reached its victim: `process namespace`, `process tree`. */
  by?: string;
  /** The times at which nothing of a role ran, so that nothing of its work can have happened. */
  still?: Still[];
}
/** Between these times no process of the role ran. */
export interface Still {
  role: string;
  /** Kinds of events that only this role brings about: `stored`, `marked`, `effect`. */
  kinds: string[];
  /** Of effects: those in this target alone. */
  target?: string;
  /** When the exit or the stop was seen. */
  fromMs: number;
  toMs: number;
}
export interface ProcessEvent {
  at: number;
  kind: "process";
  role: string;
  phase: "start" | "ready" | "exit";
  signal?: string;
  code?: number;
  /** The last line of its log, where it ended by itself; it is then started again. */
  why?: string;
}
/** A role ended for good: it is not started again, and what it owes stays undone. */
export interface Halted {
  at: number;
  kind: "halted";
  role: string;
  /** One sentence: the last line of its output. */
  why: string;
}
/** Once a second. */
export interface Sample {
  at: number;
  kind: "sample";
  role: string;
  /** Of the role's process that was sampled, from 1. */
  incarnation?: number;
  rssBytes?: number;
  /** What the variant would still pick up. */
  backlog?: number;
  /** Consumer lag, in messages. */
  lag?: number;
}
/** Somebody else subscribed while it ran: from then on, or from the start, it must be reached too. */
export interface Join {
  at: number;
  kind: "join";
  /** None of the meta's. */
  target: string;
  /** Commits before this time need not reach it, in milliseconds since the start of the run. */
  fromMs: number;
}
/**
 * The longest time after everything was healed in which something waited, nothing moved, every server
 * answered and every role was ready. Once a run; `fromMs` is `toMs` where nothing waited.
 */
export interface Standstill {
  at: number;
  kind: "standstill";
  fromMs: number;
  toMs: number;
  /** What waited, without rows that were not due yet. */
  backlog: number;
  /** Messages that no consumer had acknowledged; null where the style has no such thing. */
  lag: number | null;
  /** For how long this was watched. */
  watchedMs?: number;
  /** One clause: why it is not certain that anything waited. */
  doubt?: string;
}
export interface Drained {
  at: number;
  kind: "drained";
  complete: boolean;
  why: string;
  /** A role halted, and everything that goes on without it came to rest. */
  atRest?: true;
}

export type HistoryEvent =
  | Meta
  | Invoke
  | Drop
  | Outcome
  | Commit
  | Send
  | Stored
  | Marked
  | Deliver
  | Effect
  | Aside
  | FaultBegin
  | FaultEnd
  | ProcessEvent
  | Halted
  | Sample
  | Join
  | Standstill
  | Drained;
