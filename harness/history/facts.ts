/** What a history says: the columns of its operations, and what was read beside them. */
import type { Effects, Operations } from "./columns.ts";
import type { Names } from "./names.ts";
import type { Still } from "./still.ts";
import type { Source } from "./source.ts";

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
  /** Null where it did not end, or nobody said so. A kill ends at the restarted process's `ready`. */
  readonly endMs: number | null;
  /** Null where the history does not say. */
  readonly touched: number | null;
  /** Why it proves nothing though it touched something, as the one who made it says. */
  readonly ineffective: string | null;
  /** By which means it reached its victim. */
  readonly by: string | null;
  /** When nothing of a role ran; null where the history does not say. */
  readonly still: readonly Still[] | null;
  /** What happened nevertheless while it was still. */
  readonly moved: readonly Movement[];
}

/** Events that cannot have happened: the role whose work they are did not run. */
export interface Movement {
  readonly role: string;
  readonly kind: string;
  /** Of effects: the target, where it is known. */
  readonly target: string | null;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The operation of the first one. */
  readonly firstOp: number;
}

/** Events that a file holds and whose writer cannot know of them: counted, and not judged. */
export interface Unbelieved {
  /** The process that wrote them: `relay#2`. */
  readonly role: string;
  readonly kind: string;
  readonly count: number;
}

/** What of a role's file cannot be read. */
export interface Unread {
  readonly role: string;
  readonly file: string;
  /** Number of lines; null where nothing of the file can be read. */
  readonly lines: number | null;
  /** Of the first of them, from 1. */
  readonly line: number | null;
  readonly why: string;
}

/** What one process took of memory, as sampled. */
export interface MemoryFact {
  /** With the number of its instance: `login#2`. */
  readonly role: string;
  /** Null where the samples have none: then the role had one process. */
  readonly incarnation: number | null;
  /** Number of samples. */
  readonly samples: number;
  /** The lowest and the highest of them. */
  readonly lowestBytes: number;
  readonly highestBytes: number;
}

/** A role that ended for good. */
export interface HaltFact {
  /** With the number of its instance: `relay#2`. */
  readonly role: string;
  readonly why: string;
  /** Null where the history does not say. */
  readonly atMs: number | null;
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
  /** A role halted, and all that goes on without it came to rest. */
  readonly atRest: boolean;
  readonly why: string;
  /** When this was said for the last time; null where one that says it has no time. */
  readonly atMs: number | null;
}

/** A history, read. Every field is plain data; nothing in it changes after reading. */
export interface Facts {
  readonly sources: readonly Source[];
  /** Number of events, unknown kinds included, those that nobody believes left out. */
  readonly events: number;
  readonly truth: "commit" | "outcome";
  /** Targets every operation must reach; null where nobody declared any: then one will do. */
  readonly declared: readonly Effects[] | null;
  /** Those that joined while it ran: what was committed from then on must reach them. */
  readonly joined: readonly { readonly effects: Effects; readonly fromMs: number }[];
  /** Every target seen or declared. All columns reach `operations.count`. */
  readonly targets: readonly Effects[];
  readonly operations: Operations;
  readonly keys: Names;
  /** Roles that sent, without their instances, in the order of the files. */
  readonly senders: readonly string[];
  /** Deliveries after the first, per operation and role. */
  readonly redelivered: number;
  readonly faults: readonly FaultFact[];
  /** In the order of their times; those without one come last. */
  readonly halts: readonly HaltFact[];
  /** Of each process that was sampled with more than 0 bytes, by role and incarnation. */
  readonly memory: readonly MemoryFact[];
  /** Null where nobody watched. */
  readonly standstill: StandstillFact | null;
  /** Null where the history does not say. */
  readonly drained: Drained | null;
  /** Why this is not one run, one clause each: then nothing in it can be judged. */
  readonly mixed: readonly string[];
  /** Of a run's folder: the last time that its load, its faults or its databases know of. */
  readonly endMs: number | null;
  readonly unbelieved: readonly Unbelieved[];
  /** Files and lines of roles that cannot be read. No verdict depends on them. */
  readonly unread: readonly Unread[];
  /** Lines that cannot be read, of all files but the roles': how many, and the first of them. */
  readonly unreadable: { readonly count: number; readonly first: readonly Complaint[] };
  /** Last lines cut off by a crash, at most one a file. */
  readonly torn: readonly Complaint[];
}
