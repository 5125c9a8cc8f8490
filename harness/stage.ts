/** The contract of faults: what one can lay hands on, and what it is. Types only; no behaviour. */
import type { Thing } from "./contract/capability.ts";
import type { Style } from "./contract/style.ts";
import type { Trace } from "./lab.ts";
import type { Corner, Endpoint, Server, Service, Way } from "./servers.ts";

export type Condition =
  | { readonly kind: "delay"; readonly delayMs: number; readonly jitterMs: number }
  /** Bytes of both directions and new connections are held back until healed; nothing is dropped. */
  | { readonly kind: "partition" }
  /**
   * Bytes of this direction are held back, the other one and new connections pass. Ends in an RST of
   * the connections of which something is held: that is thrown away, and never delivered.
   */
  | { readonly kind: "withhold"; readonly direction: Direction };

/** Of a link. Up: what the client sends; down: what the server answers. */
export type Direction = "up" | "down";

/** The TCP proxies between roles and servers, one listener a link, named `relay-broker`. */
export interface Links extends AsyncDisposable {
  open(name: string, way: Way): Promise<Endpoint>;
  names(): string[];
  /** Puts the condition on these links; several may lie on one link. Returns its id. */
  disturb(links: readonly string[], condition: Condition): Promise<number>;
  /**
   * Takes it away; what was held back flows on. Returns how many chunks and connections it held
   * back; of what was withheld, how many chunks it threw away.
   */
  heal(id: number): Promise<number>;
  /** What `heal` would return now. */
  touched(id: number): Promise<number>;
  /** Cuts every open connection with an RST. Returns how many. */
  reset(links: readonly string[]): Promise<number>;
}

/** What can be put upon the requests to a service. Those that are under way already are left alone. */
export type Trouble =
  /** Each answer comes later by a time drawn from a log-normal distribution. */
  | { readonly kind: "slow"; readonly medianMs: number; readonly sigma: number }
  /** This share is answered with 503 and never reaches the service. */
  | { readonly kind: "error"; readonly share: number }
  /**
   * This share of users, and at least the first seen, is refused for good: 403, never reaches the
   * service. An operation that reached it before is passed on: it may be done already.
   */
  | { readonly kind: "refuse"; readonly share: number }
  /** This share reaches the service and takes effect; its answer never arrives. */
  | { readonly kind: "withhold"; readonly share: number };

/**
 * An HTTP proxy in front of a service that is called by roles, so that trouble can be made for
 * anyone's service and anyone's caller. Passes everything on unchanged where nothing is put upon it.
 */
export interface Gateway extends AsyncDisposable {
  readonly endpoint: Endpoint;
  /** Several may lie upon it at once; the last one first. */
  disturb(trouble: Trouble): Promise<GatewayTrouble>;
}

export interface GatewayTrouble {
  /** How many requests it touched so far. */
  touched(): Promise<number>;
  /** Takes it away. How many requests it touched, and of which operations (`op` in their bodies). */
  end(): Promise<{ touched: number; ops: number[] }>;
}

/** Why a process is not started with the run: one more of its role, or a role that joins later. */
export type Standby = "spare" | "joins-later";

/** By which means all that belongs to a process is reached. */
export type Reach = "process namespace" | "process tree";

/** One process of a role. `id` is `relay`, and `relay#2` for a second one. */
export interface RoleProcess {
  readonly id: string;
  readonly role: string;
  /** Null where it is started with the run. */
  readonly standby: Standby | null;
  /** Number of the process that runs or ran last, from 1; 0 before the first. */
  readonly incarnation: number;
  /** It is meant to run: false before its first start, and while somebody keeps it down. */
  readonly isUp: boolean;
  /** It has said `ready`, and goes on. */
  readonly isReady: boolean;
  /**
   * Why it ended for good (exit code 78), in its own words; null where it did not. It is not up, and
   * `start` starts nothing any more.
   */
  readonly halted: string | null;
  /** SIGKILL; resolves when the exit was seen, with the number of processes ended. It stays down until `start`. */
  kill(): Promise<number>;
  /** SIGTERM, and SIGKILL where that takes too long; resolves when the exit was seen. */
  stop(): Promise<number>;
  /** The last `stop` ended in SIGKILL. */
  readonly hadToBeKilled: boolean;
  /** Starts it again; resolves at its `ready`, and where it halted. */
  start(): Promise<void>;
  pause(): Promise<number>;
  resume(): Promise<void>;
  /** How kill, stop and pause reach what the process started. Null before its first start. */
  readonly reach: Reach | null;
  /** How many bytes of events it has written since it was started; 0 of one that writes none. */
  eventBytes(): number;
}

/** What makes a message one that somebody cannot take: its size the broker, or fields of it who consumes it. */
export type Poison = "oversized" | Readonly<Record<string, string>>;

/** What a fault can lay hands on. */
export interface Stage {
  readonly servers: Readonly<Record<string, Server>>;
  /** What kind of server each of them is. */
  readonly services: Readonly<Record<string, Service>>;
  readonly corners: Readonly<Record<string, Corner>>;
  /** Resolves when all that was made for this run in its servers outlives a kill of them. */
  onDisk(): Promise<void>;
  /** The first node of the cluster that this server is of; itself where it is of none. */
  headOf(server: string): string;
  readonly links: Links;
  /** In front of each role that others call, by the role's name. */
  readonly gateways: Readonly<Record<string, Gateway>>;
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

export interface Disturbance {
  /** Undoes it, waits until it is undone, and says how much it touched. */
  end(): Promise<Ended>;
}

export interface Ended {
  readonly touched: number;
  /** Operations that it marked: what is set aside of these is excused. */
  readonly ops?: number[];
  /** The fault that it turned into: a stop in order that had to end in a kill. */
  readonly became?: string;
  /** Why it proves nothing, though it touched something: one clause. */
  readonly ineffective?: string;
  /** By which means it reached its victim. */
  readonly by?: Reach;
  /** When no process of a role ran: nothing of its may have moved. */
  readonly still?: readonly Still[];
}

/** No process of this role ran from `fromMs` to `toMs`, in milliseconds since the start of the run. */
export interface Still {
  readonly role: string;
  /** Kinds of events that only this role makes happen. */
  readonly kinds: readonly string[];
  /** Of effects: in this target. */
  readonly target?: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Another name of a fault: `points-down` is `kill-points`, for longer. */
export interface Alias {
  readonly name: string;
  /** How long the fault lasts under this name, where that is not its usual length. See `Fault`. */
  readonly lastsMs?: number;
  readonly leastMs?: number;
}

/** A verb on a thing: `kill-broker`. */
export interface Fault {
  /** As it is typed, written to the history and told in reports. */
  readonly name: string;
  /** Other names of the same, that may be typed. */
  readonly aliases: readonly Alias[];
  readonly summary: string;
  /** The name of its verb. */
  readonly verb: string;
  /** What the verb is done to. */
  readonly thing: Thing;
  /** Written to the history. Two faults with the same target take turns. @default the thing's name */
  readonly target: string;
  /** What it may aim at: servers, roles or links. */
  readonly targets: readonly string[];
  /** How long it lasts where nobody says, in milliseconds. 0: an instant. */
  readonly lastsMs: number;
  /** It begins when its victim, which was asked to, has ended: that needs whatever holds it to let go. */
  readonly endsInOrder?: true;
  /**
   * The shortest that still tests something, in milliseconds: longer than the timeouts of those who
   * meet it, where it is a silence.
   */
  readonly leastMs: number;
  /** What it breaks: a run's own part of a server, its roles and links; or a server, for every run in it. @default the thing's */
  readonly scope: "namespace" | "server";
  /**
   * Those that it may strike, where it strikes processes: it waits until one of them is at work.
   *
   * @throws Refusal (64) where this run has none
   */
  victims?(stage: Stage, aim?: string): readonly Victim[];
  /**
   * `aim` narrows it to one of its targets: the link `relay-broker`, the process `relay#2`. `victim`
   * is the one that is at work, where it has victims.
   */
  begin(stage: Stage, aim?: string, victim?: Victim): Promise<Disturbance>;
}

/** What can be killed, stopped and paused: a server or a process of a role. */
export type Victim = Server | RoleProcess;
