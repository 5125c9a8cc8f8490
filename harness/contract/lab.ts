/**
 * The contract between `labs/` and `harness/`: what a lab says of itself, and the parts that the
 * harness puts at its disposal. Types and `defineLab` only; no behaviour.
 */
import type { Thing } from "./capability.ts";
import type { FaultSet } from "./fault_set.ts";
import type { Hop } from "./hop.ts";
import type { Promised, PromiseKind } from "./promise.ts";
import type { Style } from "./style.ts";
import type { Service } from "./service.ts";
import type { Trace } from "./trace.ts";
import type { WorstCase } from "./worst_case.ts";

export type * from "./fault.ts";
export type * from "./promise.ts";
export type * from "./proxy.ts";
export type * from "./role_process.ts";
export type * from "./runtime.ts";
export type * from "./say.ts";
export type * from "./server.ts";
export type * from "./service.ts";
export type * from "./fault_context.ts";
export type * from "./style.ts";
export type * from "./trace.ts";

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
  /** The server, one of these, that hands messages to it. */
  readonly consumes?: string;
  /** Takes HTTP on `LISTEN_PORT`. */
  readonly listens?: boolean;
  /** What moves in the data by its hand, and by nobody else's. @default nothing that could be seen */
  readonly traces?: readonly Trace[];
  /** The roles that it calls over HTTP; it is told `POINTS_URL`, … Those have one process and `listens`. */
  readonly calls?: readonly string[];
}

export interface Variant {
  readonly summary: string;
  /** The first is its headline: what that one holds under is what the variant survives. */
  readonly promises: readonly Promised[];
  /**
   * The faults after which a role of it may halt (exit code 78) and the run still be judged: by the
   * promises that speak of what was done. @default none
   */
  readonly haltsUnder?: readonly FaultSet[];
  /** For a broken twin: the promise it breaks. */
  readonly breaks?: PromiseKind;
  /** Where these are others than the lab's: what must be reached. */
  readonly targets?: readonly string[];
  /** What `--chaos worst-case` stands for. */
  readonly worstCase: WorstCase;
  /** What its roles are told beside their addresses. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Number of processes of a role; 0 where the variant does without it. @default what the role says */
  readonly instances?: Readonly<Record<string, number>>;
}

/** The namespaces of a lab's services, by name. */
export type NamespacesOf<S extends Record<string, Service>> = {
  readonly [K in keyof S]: S[K] extends Service<infer C> ? C : never;
};

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
  /** The module that says what an operation carries: `import.meta.resolve("./operation.ts")`. */
  readonly operation: string;
  readonly failpoints: Readonly<Record<string, readonly string[]>>;
  /** Those at which no operation is known, so that `@op=` cannot be said of them: `relay:before-read`. */
  readonly failpointsWithoutOps?: readonly string[];
  readonly variants: Readonly<Record<string, Variant>>;
  readonly targets: readonly string[];
  /** The stations that an operation passes, in order: behind the last that saw it, it was lost. */
  readonly hops: readonly Hop[];
  /** Fewer committed operations than this prove nothing. */
  readonly minimumOperations: number;
  /** What faults may strike of it beside servers, roles, links and load. @default nothing */
  readonly things?: readonly Thing[];
  /** The style of this variant, on the run's namespaces. Opens nothing by itself. */
  open(namespaces: NamespacesOf<S>, variant: string): Style;
}

/** The lab on each of its brokers, itself first. */
export const editionsOf = (lab: Lab): readonly Lab[] => [lab, ...(lab.editions ?? []).slice(1)];

/** What tells a lab's servers from another's: `outbox`, and on another broker than its first `outbox-rabbitmq`. */
export const placeOf = ({ name, broker, editions }: Lab): string =>
  broker === undefined || editions !== undefined ? name : `${name}-${broker}`;

/** `messaging over kafka`. */
export const titleOf = ({ name, broker }: Pick<Lab, "name" | "broker">): string =>
  broker === undefined ? name : `${name} over ${broker}`;

/** Checks the shape and gives the types; returns what it got. */
export function defineLab<S extends Record<string, Service>>(lab: Lab<S>): Lab<S> {
  return lab;
}
