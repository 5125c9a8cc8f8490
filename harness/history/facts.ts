/** The facts of a history: the columns of its operations, and what belongs to no single operation. */
import type { AppliedChanges, Changes } from "./changes.ts";
import type { Effects, Operations } from "./columns.ts";
import type { Names } from "./names.ts";
import type { MonitorFact } from "./monitor_fact.ts";
import type { Still } from "./still.ts";
import type { Source } from "./source.ts";
import type { Movement } from "./movement.ts";

/** A place in the files, and what is wrong there. */
export interface Complaint {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly why: string;
}

export interface FaultFact {
  readonly id: string;
  readonly name: string;
  readonly target: string;
  /** Null where the history has no `begin`. */
  readonly beginMs: number | null;
  /** Null where the history has no end of the fault. A kill ends when the process is `ready` again. */
  readonly endMs: number | null;
  /** Null where the history does not say. */
  readonly touched: number | null;
  /** Connections whose client logged in to an impostor; null where no impostor stood in for a server. */
  readonly misled: number | null;
  /** Why the fault proves nothing although it touched something, as its `end` event says. */
  readonly ineffective: string | null;
  /** Where it waited for a pass that never came: how often its failpoint was passed. */
  readonly passes: number | null;
  /** The means by which the fault reached its victim. */
  readonly by: string | null;
  /** The times at which no process of a role ran; null where the history does not say. */
  readonly still: readonly Still[] | null;
  /** The events of that role that happened in those times. */
  readonly moved: readonly Movement[];
}

/** Events that the writer of their file cannot know: they are counted and not judged. */
export interface Unbelieved {
  /** The process that wrote them: `relay#2`. */
  readonly role: string;
  readonly kind: string;
  readonly count: number;
}

/** The lines of a role's file that cannot be read. */
export interface Unread {
  readonly role: string;
  readonly file: string;
  /** Number of lines; null where nothing of the file can be read. */
  readonly lines: number | null;
  /** Number of the first such line, from 1; null where `lines` is null. */
  readonly line: number | null;
  readonly why: string;
}

/** The memory of one process, as sampled. */
export interface MemoryFact {
  /** With the number of the instance: `login#2`. */
  readonly role: string;
  /** Null where the samples name no incarnation: then the role had one process. */
  readonly incarnation: number | null;
  /** Number of samples. */
  readonly samples: number;
  /** The lowest and the highest sample. */
  readonly lowestBytes: number;
  readonly highestBytes: number;
}

/** A role that ended for good. */
export interface HaltFact {
  /** With the number of the instance: `relay#2`. */
  readonly role: string;
  readonly why: string;
  /** Null where the history does not say. */
  readonly atMs: number | null;
}

/** A table of the source, compared row for row with its copy in a target; the events of several audits are added up. */
export interface ReplicaFact {
  readonly table: string;
  readonly target: string;
  /** How many rows the source has. */
  readonly rows: number;
  /** How many rows are missing in the copy, are only in the copy, and have other contents there. */
  readonly missing: number;
  readonly extra: number;
  readonly different: number;
  /** The first few rows that differ: their keys, and how. */
  readonly first: readonly string[];
}

/** The log that a database kept for one reader, as sampled. */
export interface RetentionFact {
  readonly slot: string;
  /** Number of samples. */
  readonly samples: number;
  /** The highest sample. */
  readonly highestBytes: number;
  /** When `highestBytes` was first sampled; null where the history does not say. */
  readonly atMs: number | null;
}

/** The business clock passed a stop of a business day. */
export interface StopFact {
  readonly name: "schedule" | "check" | "deadline";
  /** The business day: 2026-03-29. */
  readonly date: string;
  /** What the business clock showed: 2026-03-30T10:00:00Z. */
  readonly business: string;
  /** The time zone of the business days; null where the history does not say. */
  readonly zone: string | null;
  /** The load was planned for earlier days only. */
  readonly isAfterLoad: boolean;
  /** Null where the history does not say. */
  readonly atMs: number | null;
}

/** The rows of a business day, on either side. */
export interface TotalsFact {
  readonly date: string;
  /** Null where no event speaks of this side. */
  readonly query: RowTotals | null;
  readonly target: RowTotals | null;
}

export interface RowTotals {
  readonly count: number;
  readonly sum: bigint;
  readonly xor: bigint;
  /** Rows more that the target rejected. */
  readonly rejected: number;
}

/** What passed one link during the run. */
export interface TrafficFact {
  readonly link: string;
  /** Bytes from the client to the server. */
  readonly up: number;
  readonly down: number;
  /** Requests of the client; null where the server's protocol is not counted. */
  readonly requests: number | null;
  /** The tables that its statements named; null where this is not known. */
  readonly tables: readonly string[] | null;
}

/** What is known of one file of a feed. */
export interface FileFact {
  readonly date: string;
  readonly attempt: number;
  /** Of several names the first by text. */
  readonly name: string;
  readonly isSent: boolean;
  /** When it was loaded, for each event that says so; null where that does not say when. */
  readonly loadedMs: readonly (number | null)[];
  /** The folders that hold it, each once, by name. */
  readonly places: readonly string[];
}

/** A person asked the run for something while it went on. */
export interface OrderFact {
  /** The command: `resend`. */
  readonly name: string;
  /** The business day that it is about; null where it is about none. */
  readonly date: string | null;
  /** How many things it concerned. */
  readonly count: number;
  readonly atMs: number | null;
}

/** The target asked the source for the file of a business day again. */
export interface RequestFact {
  readonly date: string;
  readonly name: string;
}

/** One hazard, as one source saw it. */
export interface HazardFact {
  readonly name: string;
  readonly source: string;
  readonly count: number;
  /** The first few operations that it threatened, by number. */
  readonly ops: readonly number[];
  /** The earliest time of its events; null where the history does not say. */
  readonly firstMs: number | null;
}

/** The longest time after healing in which something waited and nothing moved. */
export interface StandstillFact {
  readonly fromMs: number;
  readonly toMs: number;
  readonly backlog: number;
  readonly lag: number | null;
  /** Null where the history does not say. */
  readonly watchedMs: number | null;
  /** Why it is not certain that anything waited. */
  readonly doubt: string | null;
}

/** Whether everything came to rest. */
export interface Drained {
  readonly complete: boolean;
  /** A role halted, and everything that does not depend on that role came to rest. */
  readonly atRest: boolean;
  readonly why: string;
  /** Time of the last `drained` event; null where one of them has no time. */
  readonly atMs: number | null;
}

/** A history as read. Every field is plain data; nothing in it changes after reading. */
export interface Facts {
  readonly sources: readonly Source[];
  /** Number of events. Unknown kinds count; events that are not believed do not. */
  readonly events: number;
  readonly truth: "commit" | "outcome";
  /**
   * Targets that every operation must reach. Null where none is declared: then it is enough to reach
   * one target.
   */
  readonly declared: readonly Effects[] | null;
  /** Targets that joined during the run: operations committed from `fromMs` on must reach them. */
  readonly joined: readonly { readonly effects: Effects; readonly fromMs: number }[];
  /** Every target seen or declared. Their columns have a place for each operation. */
  readonly targets: readonly Effects[];
  readonly operations: Operations;
  readonly keys: Names;
  /** The changes of the operations' transactions in the source; null where the history names none. */
  readonly changes: Changes | null;
  /** The changes that were applied: one entry for each target that the events name. */
  readonly applied: readonly AppliedChanges[];
  /** Roles that sent, without their instances, in the order of the files. */
  readonly senders: readonly string[];
  /** Deliveries after the first, per operation and role. */
  readonly redelivered: number;
  readonly faults: readonly FaultFact[];
  /** In the order of their times; those without a time come last. */
  readonly halts: readonly HaltFact[];
  /** One entry for each process with a sample above 0 bytes, by role and incarnation. */
  readonly memory: readonly MemoryFact[];
  /** By table, then by target. */
  readonly replicas: readonly ReplicaFact[];
  /** By slot. */
  readonly retention: readonly RetentionFact[];
  /** By name, then by what they watch. */
  readonly monitors: readonly MonitorFact[];
  /** In the order of their times, then of their dates; those without a time come last. */
  readonly clock: readonly StopFact[];
  /** By date. */
  readonly totals: readonly TotalsFact[];
  /** By date, then by attempt. */
  readonly files: readonly FileFact[];
  /** In the order of their times; those without a time come last. */
  readonly orders: readonly OrderFact[];
  /** By date, then by name. */
  readonly requests: readonly RequestFact[];
  /** By name, then by source. */
  readonly hazards: readonly HazardFact[];
  /** Names of the hazards that the run could see, whether or not they came. Null where the history does not say. */
  readonly seenHazards: readonly string[] | null;
  /** By link. */
  readonly traffic: readonly TrafficFact[];
  /** Null where the harness did not watch for one. */
  readonly standstill: StandstillFact | null;
  /** Null where the history does not say. */
  readonly drained: Drained | null;
  /** Signs that this is not one run, one clause each. If there is any, nothing can be judged. */
  readonly mixed: readonly string[];
  /** The last time in the files of a run's load, harness and databases; null without a run's folder. */
  readonly endMs: number | null;
  readonly unbelieved: readonly Unbelieved[];
  /** Files and lines of roles that cannot be read. No verdict depends on them. */
  readonly unread: readonly Unread[];
  /** Lines of all other files that cannot be read: how many, and the first of them. */
  readonly unreadable: { readonly count: number; readonly first: readonly Complaint[] };
  /** Last lines cut off by a crash, at most one a file. */
  readonly torn: readonly Complaint[];
}
