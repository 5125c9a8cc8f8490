/**
 * The contract between `labs/` and `harness/`: what a lab says of itself, and the parts that the
 * harness puts at its disposal. Types and `defineLab` only; no behaviour.
 */
import type { HistoryEvent } from "./history/event.ts";

// ---------------------------------------------------------------- services and runtimes

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** How the harness itself reaches a server, past every proxy. */
export interface Access {
  readonly endpoint: Endpoint;
  readonly user: string;
  readonly password: string;
}

/** One way in to a server, for one link: a proxy listens on `listenPort` (0: any) and dials `upstream`. */
export interface Way {
  readonly listenPort: number;
  readonly upstream: Endpoint;
}

/** A server that a runtime brought up. Never disposed alone: see `Provisioned`. */
export interface Server {
  /** As the lab calls it: `source`. */
  readonly name: string;
  /** Its kind: `postgres`. */
  readonly service: string;
  readonly version: string;
  readonly access: Access;
  readonly ways: readonly Way[];
  /** SIGKILL to every process of it; resolves when the exit was seen, with the number of processes ended. */
  kill(): Promise<number>;
  /** Ends it in order; resolves when the exit was seen, with the number of processes ended. */
  stop(): Promise<number>;
  /** Starts it again on the same data and ports; resolves when it is healthy. */
  start(): Promise<void>;
  /** Stops it without a sound: connections stay open. Resolves with the number of processes seen stopped. */
  pause(): Promise<number>;
  resume(): Promise<void>;
}

/** A run's own part of a server: a database, a topic. Disposing it takes it away. */
export interface Corner extends AsyncDisposable {
  /** The address a role is given, where its link to the server ends at `at`. */
  url(at: Endpoint): string;
  /** What a role is told beside the address, e.g. `{ TOPIC: "…" }`. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves when no transaction of anybody else is open or prepared in it any more. */
  settled?(): Promise<void>;
}

/** A kind of server: one file in `services/`. */
export interface Service<C extends Corner = Corner> {
  readonly name: string;
  /** How to run it as a plain process on this machine. */
  readonly local: LocalServer;
  /** How `compose/compose.yaml` calls it and what it wants to be told. */
  readonly container: ContainerServer;
  /** Resolves when it answers a real request; throws while it does not. At most 2 s. */
  ping(access: Access): Promise<void>;
  version(access: Access): Promise<string>;
  openCorner(server: Server, run: string): Promise<C>;
  /** Takes away the corner of a run that died. Does nothing where nothing is left of it. */
  forgetCorner(access: Access, run: string): Promise<void>;
}

/** The programs of a server as found or fetched on this machine. */
export interface Installation {
  readonly home: string;
  readonly version: string;
}

/** What fetching programs needs to know of the run that wants them. */
export interface Fetching {
  readonly say: Say;
  readonly signal: AbortSignal;
  /** For every program that fetches: the run's mark, so that the reaper finds it. */
  readonly env: Readonly<Record<string, string>>;
}

export interface LocalServer {
  /** Number of ports it needs beside the one for clients and those for links. */
  readonly innerPorts: number;
  /** Finds or fetches the programs. Throws `unavailable` naming the commands that get them. */
  install(fetching: Fetching): Promise<Installation>;
  /** Where the programs are without fetching anything; null where they are not. */
  find(): Promise<Installation | null>;
  /** Lays the data folder (once; a second call on the same folder keeps it) and says how to start. */
  launch(setup: LocalSetup): Promise<Launch>;
}

export interface LocalSetup {
  readonly installation: Installation;
  /** Not yet there on the first call. */
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  /** Ports for links; `listenPort` is what an advertised address must say. */
  readonly ways: readonly { readonly port: number; readonly listenPort: number }[];
  readonly innerPorts: readonly number[];
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The user the harness is to reach it as. */
  readonly user: string;
  /** The signal that ends it in order. */
  readonly stopSignal: "SIGTERM" | "SIGINT";
}

export interface ContainerServer {
  /** The service in `compose/compose.yaml` that it extends. */
  readonly template: string;
  readonly user: string;
  /** Number of link ports that a container of it can have; 0: links share the one port. */
  readonly linkPorts: number;
}

/** Servers of one run, or the warm ones. Disposing ends and removes what this run owns. */
export interface Provisioned extends AsyncDisposable {
  readonly servers: Readonly<Record<string, Server>>;
  /** Enough for `attach` in another process. Holds passwords: keep it in a file of mode 0600. */
  readonly state: unknown;
  /** Ends and removes it, kept or not. */
  destroy(): Promise<void>;
}

export interface ProvisionRequest {
  /** The run's id: the mark on every process (`ASYNCLAB_RUN`) and container (label). */
  readonly run: string;
  readonly services: Readonly<Record<string, Service>>;
  /** Number of links to each server. */
  readonly ways: Readonly<Record<string, number>>;
  /** First of the consecutive ports to use; free ones are chosen where it is missing. */
  readonly portBase?: number;
  /** Folder for the servers' logs, one file a server. */
  readonly logsDir: string;
  /** Warm servers: they outlive this process, and disposing leaves them alone. */
  readonly keep?: boolean;
  /** Gives up on a server that is not healthy by then. @default 60_000 */
  readonly healthyTimeoutMs?: number;
  readonly say: Say;
  readonly signal: AbortSignal;
}

export interface Runtime {
  readonly name: "docker" | "local";
  /** Null where it can be used, else one sentence why not. */
  missing(): Promise<string | null>;
  provision(request: ProvisionRequest): Promise<Provisioned>;
  /** Takes up warm servers again. */
  attach(
    state: unknown,
    request: Pick<ProvisionRequest, "services" | "logsDir">,
  ): Promise<Provisioned>;
}

/** One line of progress for the person who waits. */
export type Say = (line: string) => void;

// ---------------------------------------------------------------- links and faults

export type Condition =
  | { readonly kind: "delay"; readonly delayMs: number; readonly jitterMs: number }
  /** Bytes of both directions and new connections are held back until healed; nothing is dropped. */
  | { readonly kind: "partition" };

/** The TCP proxies between roles and servers, one listener a link, named `relay-broker`. */
export interface Links extends AsyncDisposable {
  open(name: string, way: Way): Promise<Endpoint>;
  names(): string[];
  /** Puts the condition on these links; several may lie on one link. Returns its id. */
  disturb(links: readonly string[], condition: Condition): Promise<number>;
  /** Takes it away; what was held back flows on. Returns how many chunks and connections it held back. */
  heal(id: number): Promise<number>;
  /** Cuts every open connection with an RST. Returns how many. */
  reset(links: readonly string[]): Promise<number>;
}

/** One process of a role. `id` is `relay`, and `relay#2` for a second one. */
export interface RoleProcess {
  readonly id: string;
  readonly role: string;
  /** SIGKILL; resolves when the exit was seen, with the number of processes ended. It stays down until `start`. */
  kill(): Promise<number>;
  /** SIGTERM; resolves when the exit was seen. */
  stop(): Promise<number>;
  /** Starts it again; resolves at its `ready`. */
  start(): Promise<void>;
  pause(): Promise<number>;
  resume(): Promise<void>;
}

/** What a fault can lay hands on. */
export interface Stage {
  readonly servers: Readonly<Record<string, Server>>;
  readonly corners: Readonly<Record<string, Corner>>;
  readonly links: Links;
  /** The processes that play this role or part (`relay`, `consumer`). */
  processes(name: string): RoleProcess[];
  /** The next `count` operations carry a message that the broker will refuse. Returns their numbers when `end` is called. */
  poison(count: number): Promise<{ end(): Promise<number[]> }>;
  random(): number;
}

export interface Disturbance {
  /** Undoes it, waits until it is undone, and says how much it touched. */
  end(): Promise<{ touched: number; ops?: number[] }>;
}

/** A verb and a target: `kill-broker`. */
export interface Fault {
  readonly name: string;
  readonly summary: string;
  /** The server, role, part or thing in its name: `broker`. Written to the history. */
  readonly target: string;
  /** What it may aim at: servers, roles or links. */
  readonly targets: readonly string[];
  /** How long it lasts where nobody says, in milliseconds. 0: an instant. */
  readonly lastsMs: number;
  /** `aim` narrows it to one of its targets: the link `relay-broker`, the process `relay#2`. */
  begin(stage: Stage, aim?: string): Promise<Disturbance>;
}

// ---------------------------------------------------------------- labs

export interface Claim {
  /** `no-loss`. */
  readonly name: string;
  /** The faults under which it holds. */
  readonly under: "any" | readonly string[];
}

export interface Role {
  readonly summary: string;
  /** The module a Deno process runs: `import.meta.resolve("./relay.ts")`. */
  readonly program: string;
  /** The part it plays for faults, where that is not its name: `consumer`. */
  readonly part?: string;
  /** The servers it talks to; it is told `SOURCE_URL`, … */
  readonly links: readonly string[];
  /** Takes HTTP on `LISTEN_PORT`. */
  readonly listens?: boolean;
}

export interface Variant {
  readonly summary: string;
  readonly promises: readonly Claim[];
  /** The faults it promises to survive. */
  readonly survives: readonly string[];
  /** For a broken twin: the promise it breaks. */
  readonly breaks?: string;
  /** Command-line words of `--chaos telling`. */
  readonly telling: string;
  /** What its roles are told beside their addresses. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Number of processes of a role. @default 1 */
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
  readonly lag: number;
}

export interface Lab<S extends Record<string, Service> = Record<string, Service>> {
  readonly name: string;
  readonly summary: string;
  readonly services: S;
  readonly roles: Readonly<Record<string, Role>>;
  /** The role that takes the operations. */
  readonly entry: string;
  readonly faultPoints: Readonly<Record<string, readonly string[]>>;
  readonly variants: Readonly<Record<string, Variant>>;
  readonly targets: readonly string[];
  /** Fewer committed operations than this prove nothing. */
  readonly minimumOperations: number;
  /** Makes tables and topics in the run's corners. */
  prepare(corners: CornersOf<S>, variant: string): Promise<void>;
  /** What this variant would still pick up, and counts for the display. Throws while a server is away. */
  progress(corners: CornersOf<S>, variant: string): Promise<Progress>;
  /** Commits, effects and what was set aside, from the databases. `at` is already relative to `epochMs`. */
  audit(corners: CornersOf<S>, variant: string, epochMs: number): AsyncIterable<HistoryEvent>;
}

/** Checks the shape and gives the types; returns what it got. */
export function defineLab<S extends Record<string, Service>>(lab: Lab<S>): Lab<S> {
  return lab;
}
