/** The contract of faults: what one can lay hands on in a run. Types only. */
import type { HttpProxy, TcpProxies } from "./proxy.ts";
import type { RoleProcess } from "./role_process.ts";
import type { Namespace, Server } from "./server.ts";
import type { Style } from "./style.ts";
import type { Trace } from "./trace.ts";

/** What makes a message one that somebody cannot take: its size the broker, or fields of it who consumes it. */
export type Poison = "oversized" | Readonly<Record<string, string>>;

/** What a fault can lay hands on. */
export interface FaultContext {
  readonly servers: Readonly<Record<string, Server>>;
  readonly namespaces: Readonly<Record<string, Namespace>>;
  /** Resolves when all that was made for this run in its servers outlives a kill of them. */
  onDisk(): Promise<void>;
  /** The first node of the cluster that this server is of; itself where it is of none. */
  headOf(server: string): string;
  readonly links: TcpProxies;
  /** In front of each role that others call, by the role's name. */
  readonly httpProxies: Readonly<Record<string, HttpProxy>>;
  /** The processes that play this role or part (`relay`, `consumer`), up or not; without a name all. */
  processes(name?: string): RoleProcess[];
  /** Those to whom this server hands messages. */
  consumersOf(server: string): RoleProcess[];
  /** The run's style. */
  readonly style: Style;
  /** Starts one that joins later; it is written down from when on it must be reached. */
  join(process: RoleProcess): Promise<void>;
  /**
   * The next `count` operations carry a message that the broker will refuse, or that its consumer
   * cannot handle. Returns their numbers when `end` is called. @default "oversized"
   */
  poison(count: number, poison?: Poison): Promise<{ end(): Promise<number[]> }>;
  /** The business rolls this share of logins back; `end` says how many more than planned that were. */
  rollBack(share: number): Promise<{ end(): Promise<number> }>;
  /** Traffic × `times`: `end` says how many operations came on top of the plan. */
  burst(times: number): Promise<{ end(): Promise<number> }>;
  random(): number;
  /** Milliseconds since the start of the run. */
  nowMs(): number;
  /**
   * How much the data shows of the work of this role or server (by its first node): a number that
   * grows with it. Null where nothing can be seen of it. Throws while a server is away.
   */
  moved(name: string): Promise<number | null>;
  /** Something is under way: committed and not applied, in a backlog or not acknowledged. Throws alike. */
  isUnderWay(): Promise<boolean>;
  /** Nothing more is sent. */
  isLoadOver(): boolean;
  /** A command of somebody else's plays it. */
  isForeign(role: string): boolean;
  /** What the audit shows of the work of a role. */
  tracesOf(role: string): readonly Pick<Trace, "kind" | "target">[];
}
