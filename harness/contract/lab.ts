/**
 * The contract between `labs/` and `harness/`: how a lab describes itself, and the parts that the
 * harness offers to it. Types and `defineLab` only; no behaviour.
 */
import type { Thing } from "./capability.ts";
import type { Choice, Choices } from "./choice.ts";
import type { FaultSet } from "./fault_set.ts";
import type { HazardSource } from "./hazard.ts";
import type { PointHazards } from "./point_hazards.ts";
import type { Handbook } from "./handbook.ts";
import type { Hop } from "./hop.ts";
import type { Mistake } from "./mistake.ts";
import type { Promised } from "./promise.ts";
import type { Style } from "./style.ts";
import type { Service } from "./service.ts";
import type { Trace } from "./trace.ts";
import type { WorstCase } from "./worst_case.ts";

export type * from "./business_clock.ts";
export type * from "./calendar.ts";
export type * from "./choice.ts";
export type * from "./fault.ts";
export type * from "./hazard.ts";
export type * from "./mistake.ts";
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
  /** The module that a Deno process runs: `import.meta.resolve("./relay.ts")`. */
  readonly program: string;
  /** A name that faults use for all roles of this kind, such as `consumer`. @default none */
  readonly kind?: string;
  /** Number of processes, if the variant names no other number; 0 for a role that few variants use. @default 1 */
  readonly instances?: number;
  /** Number of further processes, with links of their own. A fault starts and stops them. @default 0 */
  readonly extraInstances?: number;
  /** The run does not start the role; the fault `join-subscriber` starts it and leaves it up. */
  readonly joinsLater?: true;
  /** The servers that the role connects to; it gets their addresses in `SOURCE_URL`, … */
  readonly links: readonly string[];
  /** One of `links`: the server that delivers messages to the role. */
  readonly consumes?: string;
  /** Accepts HTTP requests on `LISTEN_PORT`. */
  readonly listens?: boolean;
  /** A request has operations of many users. @default one operation */
  readonly takesMany?: boolean;
  /** Changes in the data that only this role makes. @default none: the data does not show its work */
  readonly traces?: readonly Trace[];
  /** Settings that our program reads and no variant sets: `POLL_MS`. @default none */
  readonly settings?: readonly string[];
  /** The roles that this one calls over HTTP; it gets `POINTS_URL`, … Each of them has one process and `listens`. */
  readonly calls?: readonly string[];
}

/** A sound variant, or a twin: a twin has the fields of `Mistake` too. */
export interface Variant extends Partial<Mistake> {
  readonly summary: string;
  /** The first is the headline: the variant survives the faults under which the headline holds. */
  readonly promises: readonly Promised[];
  /**
   * The faults after which a role may halt (exit code 78). The run is then still judged, by the
   * promises about events that happened. @default none
   */
  readonly haltsUnder?: readonly FaultSet[];
  /** The targets that messages must reach, where they differ from the lab's. */
  readonly targets?: readonly string[];
  /** How long the roles work before the first effect. This time is added to a brief load. @default 0 */
  readonly leadMs?: number;
  /** The faults and options that `--chaos worst-case` stands for. */
  readonly worstCase: WorstCase;
  /** Further environment variables of the roles, by role. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The only words that it has for a choice of the lab: `{ transfer: ["sftp"] }`. @default all */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  /** The choices of the lab that would change nothing in it: `["transfer"]`. @default none */
  readonly withoutChoices?: readonly string[];
  /** Number of processes of a role; 0 where the variant does not use it. @default the role's own */
  readonly instances?: Readonly<Record<string, number>>;
}

/** The namespaces of a lab's services, by name. */
export type NamespacesOf<S extends Record<string, Service>> = {
  readonly [K in keyof S]: S[K] extends Service<infer C> ? C : never;
};

export interface Lab<S extends Record<string, Service> = Record<string, Service>> {
  readonly name: string;
  readonly summary: string;
  /** The broker of this edition, if the lab has several: a value of `--broker`. */
  readonly broker?: string;
  /** All editions of the lab: this one first, one for each broker, perhaps one without a broker. */
  readonly editions?: readonly Lab[];
  readonly services: S;
  readonly roles: Readonly<Record<string, Role>>;
  /** The role that receives the operations from the load generator. */
  readonly entry: string;
  /** The module that builds an operation's body: `import.meta.resolve("./operation.ts")`. */
  readonly operation: string;
  /** What a user may choose, by the name on the command line: `start-date`. @default nothing */
  readonly choices?: Readonly<Record<string, Choice>>;
  readonly failpoints: Readonly<Record<string, readonly string[]>>;
  /** Failpoints at which no operation is known yet, so `@op=` is not allowed: `relay:before-read`. */
  readonly failpointsWithoutOps?: readonly string[];
  /** The hazards that each action at a failpoint is: `relay:after-mark`. @default none */
  readonly failpointHazards?: Readonly<Record<string, PointHazards>>;
  /** Where its style sees hazards. @default nowhere */
  readonly hazardSources?: readonly HazardSource[];
  readonly variants: Readonly<Record<string, Variant>>;
  readonly targets: readonly string[];
  /** The stations that an operation passes, in order. A lost operation was lost behind the last station that saw it. */
  readonly hops: readonly Hop[];
  /** A run with fewer committed operations proves nothing. */
  readonly minimumOperations: number;
  /** What handbooks say of the style. @default nothing */
  readonly handbook?: Handbook;
  /** The link between A and B: `relay-broker`, `login-points`. An outage there hits each style alike. @default none */
  readonly outageLink?: string;
  /** Things that faults may strike besides servers, roles, links and load. @default nothing */
  readonly things?: readonly Thing[];
  /** The style of this variant, on the run's namespaces. Opens no connection yet. */
  open(namespaces: NamespacesOf<S>, variant: string, choices: Choices): Style;
}

/** All editions of the lab, this one first. */
export const editionsOf = (lab: Lab): readonly Lab[] => [lab, ...(lab.editions ?? []).slice(1)];

/** The name of a lab's own servers: `outbox`; `outbox-rabbitmq` for an edition on a further broker. */
export const placeOf = ({ name, broker, editions }: Lab): string =>
  broker === undefined || editions !== undefined ? name : `${name}-${broker}`;

/** `messaging over kafka`. */
export const titleOf = ({ name, broker }: Pick<Lab, "name" | "broker">): string =>
  broker === undefined ? name : `${name} over ${broker}`;

/** Checks the types of a lab at compile time; returns its argument. */
export function defineLab<S extends Record<string, Service>>(lab: Lab<S>): Lab<S> {
  return lab;
}
