/**
 * The contract between `labs/` and `harness/`: what a lab says of itself, and the parts that the
 * harness puts at its disposal. Types and `defineLab` only; no behaviour.
 */
import type { HistoryEvent } from "./history/event.ts";
import type { Service } from "./servers.ts";
import type { Refused } from "./stage.ts";

export type * from "./servers.ts";
export * from "./stage.ts";

export interface Claim {
  /** `no-loss`. */
  readonly name: string;
  /** The faults under which it holds: `points-down`; of failpoints also `crash points`, `fail login:before-call`. */
  readonly under: "any" | readonly string[];
  /** What it is measured by, for a promise that has a bound: milliseconds or bytes, as its checker says. */
  readonly limit?: number;
  /** It speaks of faults that last no longer than this, in milliseconds. @default any time */
  readonly outageMs?: number;
}

/** What is seen of a role's work in the data: which events of the audit, and in which server. */
export interface Trace {
  readonly kind: "commit" | "marked" | "stored" | "effect";
  /** Of an effect: the target that only this role applies to. */
  readonly target?: string;
  /** The server in which it is seen. */
  readonly server: string;
}

export interface Role {
  readonly summary: string;
  /** The module a Deno process runs: `import.meta.resolve("./relay.ts")`. */
  readonly program: string;
  /** The part it plays for faults, where that is not its name: `consumer`. */
  readonly part?: string;
  /** Number of its processes where the variant does not say; 0 for a role that few variants have. @default 1 */
  readonly instances?: number;
  /** Processes beyond those, with links of their own, that only a fault starts. @default 0 */
  readonly spare?: number;
  /** Not started with the run; the fault `join-subscriber` does, and leaves it up. */
  readonly joinsLater?: true;
  /** The servers it talks to; it is told `SOURCE_URL`, … */
  readonly links: readonly string[];
  /** Takes HTTP on `LISTEN_PORT`. */
  readonly listens?: boolean;
  /** What moves in the data by its hand, and by nobody else's. @default nothing that could be seen */
  readonly traces?: readonly Trace[];
  /** The roles that it calls over HTTP; it is told `POINTS_URL`, … Those have one process and `listens`. */
  readonly calls?: readonly string[];
}

export interface Variant {
  readonly summary: string;
  readonly promises: readonly Claim[];
  /** The faults it promises to survive. */
  readonly survives: readonly string[];
  /**
   * The faults after which a role of it may halt (exit code 78) and the run still be judged: by the
   * promises that speak of what was done. Words as in `Claim.under`. @default none
   */
  readonly haltsUnder?: readonly string[];
  /** For a broken twin: the promise it breaks. */
  readonly breaks?: string;
  /** Where these are others than the lab's: what must be reached. */
  readonly targets?: readonly string[];
  /** Command-line words of `--chaos worst-case`. */
  readonly telling: string;
  /** What its roles are told beside their addresses. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Number of processes of a role; 0 where the variant does without it. @default what the role says */
  readonly instances?: Readonly<Record<string, number>>;
}

/** The corners of a lab's services, by name. */
export type CornersOf<S extends Record<string, Service>> = {
  readonly [K in keyof S]: S[K] extends Service<infer C> ? C : never;
};

/** What can be seen of a run while it goes on. */
export interface Progress {
  readonly committed: number;
  readonly sent: number;
  readonly applied: number;
  readonly backlog: number;
  /** Of the backlog: what need not wait for a later time. @default all of it */
  readonly due?: number;
  /** What the consumer has not acknowledged; null where the style has no such thing. */
  readonly lag: number | null;
}

/** Roles that a command of somebody else's plays: what they keep of their own need not be ours. */
export type Foreign = ReadonlySet<string>;

/** What waits by the data alone, where a foreign program keeps its own books. */
export interface Outstanding {
  /** Rows and messages that still have their turn: nothing that came after them has passed them. */
  readonly waiting: number;
  /** Those that later ones have passed. They may be in somebody's memory; after a silence they are lost. */
  readonly passed: number;
  /** Messages in the broker that tell of an operation, copies too; null where there is no broker. */
  readonly messages: number | null;
  /** False while consumers of the broker are dealing out anew who reads what. */
  readonly atRest: boolean;
  /** Clauses that say where this differs from what the program's own marks and offsets say. */
  readonly how: readonly string[];
}

export interface Lab<S extends Record<string, Service> = Record<string, Service>> {
  readonly name: string;
  readonly summary: string;
  /** The broker that this value of the lab is on, where there are several: a word of `--broker`. */
  readonly broker?: string;
  /** The lab on each broker that it can be on, this one first. */
  readonly editions?: readonly Lab[];
  readonly services: S;
  readonly roles: Readonly<Record<string, Role>>;
  /** The role that takes the operations. */
  readonly entry: string;
  readonly faultPoints: Readonly<Record<string, readonly string[]>>;
  /** Those at which no operation is known, so that `@op=` cannot be said of them: `relay:before-read`. */
  readonly pointsWithoutOps?: readonly string[];
  readonly variants: Readonly<Record<string, Variant>>;
  readonly targets: readonly string[];
  /** Fewer committed operations than this prove nothing. */
  readonly minimumOperations: number;
  /** Makes tables and topics in the run's corners. `keys` are all users that the load may name. */
  prepare(corners: CornersOf<S>, variant: string, keys: readonly string[]): Promise<void>;
  /** What this variant would still pick up, and counts for the display. Throws while a server is away. */
  progress(corners: CornersOf<S>, variant: string, foreign: Foreign): Promise<Progress>;
  /**
   * The same by what stands in the servers, whatever marks and offsets say: asked where a role is
   * foreign and seems to leave something. Throws while a server is away.
   */
  outstanding?(corners: CornersOf<S>, variant: string, foreign: Foreign): Promise<Outstanding>;
  /** Before a role that joins later is started: lets it be reached. `start`: it gets what was sent before, too. */
  welcome?(corners: CornersOf<S>, role: string): Promise<"start" | "now">;
  /** Makes consumers able to handle what they could not: the campaign becomes known. */
  cure?(corners: CornersOf<S>, campaign: string): Promise<void>;
  /** What consumers that cannot handle these operations' messages made of them. Throws while a server is away. */
  refused?(corners: CornersOf<S>, variant: string, ops: readonly number[]): Promise<Refused>;
  /** Puts what stands in the dead-letter queue back to its consumers; resolves with the number of messages. */
  redrive?(corners: CornersOf<S>): Promise<number>;
  /** Commits, effects and what was set aside, from the databases. `at` is already relative to `epochMs`. */
  audit(corners: CornersOf<S>, variant: string, epochMs: number): AsyncIterable<HistoryEvent>;
}

/** The lab on each of its brokers, itself first. */
export const editionsOf = (lab: Lab): readonly Lab[] => [lab, ...(lab.editions ?? []).slice(1)];

/** What tells a lab's servers from another's: `outbox`, and on another broker than its first `outbox-rabbitmq`. */
export const placeOf = ({ name, broker, editions }: Lab): string =>
  broker === undefined || editions !== undefined ? name : `${name}-${broker}`;

/** Checks the shape and gives the types; returns what it got. */
export function defineLab<S extends Record<string, Service>>(lab: Lab<S>): Lab<S> {
  return lab;
}
