/** The contract of faults: all that a fault can reach in a run. Types only. */
import type { BusinessClock } from "./business_clock.ts";
import type { HttpProxy, TcpProxies } from "./proxy.ts";
import type { RoleProcess, Victim } from "./role_process.ts";
import type { Namespace, Server } from "./server.ts";
import type { Style } from "./style.ts";
import type { Trace } from "./trace.ts";

/** Why a message fails: it is too large for the broker, or its consumer cannot handle these fields. */
export type Poison = "oversized" | Readonly<Record<string, string>>;

/** All that a fault can reach in a run. */
export interface FaultContext {
  readonly servers: Readonly<Record<string, Server>>;
  readonly namespaces: Readonly<Record<string, Namespace>>;
  /** Resolves when everything that this run made in its servers would survive a kill of the servers. */
  onDisk(): Promise<void>;
  /** The first node of this server's cluster; the server itself where it has no cluster. */
  headOf(server: string): string;
  readonly links: TcpProxies;
  /** The proxies in front of the roles that others call, by the role's name. */
  readonly httpProxies: Readonly<Record<string, HttpProxy>>;
  /** The processes of this role or kind of role (`relay`, `consumer`), up or not. No name: all processes. */
  processes(name?: string): RoleProcess[];
  /** The processes that get messages from this server. */
  consumersOf(server: string): RoleProcess[];
  /** The run's style. */
  readonly style: Style;
  /**
   * Records what this victim has in hand, and lets a role's process stand still for that. Called right
   * before a kill; takes 500 ms at most. @default nothing is recorded
   */
  beforeKill?(victim: Victim): Promise<void>;
  /** The clock that its roles ask. @default the style has no calendar */
  readonly clock?: BusinessClock;
  /** Starts a process that joins later, and records the time from which messages must reach it. */
  join(process: RoleProcess): Promise<void>;
  /**
   * The next `count` operations carry a message that the broker rejects, or that its consumer
   * cannot handle. `end` returns their numbers. @default "oversized"
   */
  poison(count: number, poison?: Poison): Promise<{ end(): Promise<number[]> }>;
  /** The business rolls back this share of logins; `end` returns how many beyond the plan it rolled back. */
  rollBack(share: number): Promise<{ end(): Promise<number> }>;
  /** Multiplies the traffic by `times`; `end` returns how many operations were added to the plan. */
  burst(times: number): Promise<{ end(): Promise<number> }>;
  random(): number;
  /** Milliseconds since the start of the run. */
  nowMs(): number;
  /**
   * A number, read from the data, that grows with the work of this role or server. A cluster has the
   * name of its first node. Null where the data does not show the work. Throws while a server is
   * away.
   */
  moved(name: string): Promise<number | null>;
  /** True while a commit has no effect yet, a backlog is left, or a message is unacknowledged. Throws while a server is away. */
  isUnderWay(): Promise<boolean>;
  /** The load sends nothing more. */
  isLoadOver(): boolean;
  /** A user's own command plays this role. */
  isForeign(role: string): boolean;
  /** The events of the audit that show the work of a role. */
  tracesOf(role: string): readonly Pick<Trace, "kind" | "target">[];
}
