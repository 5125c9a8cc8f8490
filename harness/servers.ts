/** The contract of servers: what a kind of server is, and who runs one. Types only; no behaviour. */
import type { Offer } from "./contract/capability.ts";

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
  /**
   * Ends it in order, and kills it where that takes too long; resolves when the exit was seen, with
   * the number of processes ended.
   */
  stop(): Promise<number>;
  /** Starts it again on the same data and ports; resolves when it is healthy. */
  start(): Promise<void>;
  /** Stops it without a sound: connections stay open. Resolves with the number of processes seen stopped. */
  pause(): Promise<number>;
  resume(): Promise<void>;
  /**
   * No file of it can grow from now on, as on a full disk. `end` makes room, and starts the server
   * where it ended for want of it: 1 if it had.
   *
   * @throws Refusal (69) where the system has no `prlimit`.
   */
  fillDisk(): Promise<FullDisk>;
  /** Runs a program of the server's where the server is, as what runs it; resolves with what it printed. */
  tool(name: string, args: readonly string[]): Promise<string>;
}

/** A server without room to write. */
export interface FullDisk {
  /** There is room again. Resolves with what the want of it touched, when the server is healthy. */
  end(): Promise<number>;
}

/** A run's own part of a server: a database, a topic. Disposing it takes it away. */
export interface Corner extends AsyncDisposable {
  /** The address a role is given, where its link to the server ends at `at`. */
  url(at: Endpoint): string;
  /** What this role is told beside the address, e.g. `{ TOPIC: "…" }`. */
  env(role: string): Readonly<Record<string, string>>;
  /** Resolves when all that was made in it so far outlives a kill of the server. @default at once */
  onDisk?(): Promise<void>;
  /** When all roles have ended: resolves when nothing of theirs is under way in it any more, no transaction, no message in a hand. */
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
  /** What faults may do to it beyond ending it; `name` is how the lab calls it. @default nothing */
  offers?(name: string): readonly Offer[];
  /**
   * Runs in namespaces of it do not disturb one another: several may share one server. Databases of
   * one server do: a transaction that is held stops what waits for it in every one of them.
   * @default false
   */
  readonly sharable?: boolean;
  /** It is a further node of this server's cluster: whoever links to that server is linked to it too. */
  readonly nodeOf?: string;
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

/** A server as drawn, before anything of it runs. */
export interface Peer {
  readonly name: string;
  readonly port: number;
  readonly innerPorts: readonly number[];
}

export interface LocalSetup {
  /** As the lab calls it. */
  readonly name: string;
  readonly installation: Installation;
  /** Not yet there on the first call. */
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  /** Ports for links; `listenPort` is what an advertised address must say. */
  readonly ways: readonly { readonly port: number; readonly listenPort: number }[];
  readonly innerPorts: readonly number[];
  /** All servers of the run, this one too: those of a cluster must know one another. */
  readonly peers: readonly Peer[];
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

/** What a container of a server is told beside what `compose/compose.yaml` says. */
export interface ContainerServer {
  /** The service in `compose/compose.yaml` that it extends. */
  readonly template: string;
  readonly user: string;
  /** Where the harness dials, inside the container. */
  readonly port: number;
  /** Where the data lies, inside the container. */
  readonly dataDir: string;
  /** Ports of links inside the container, for a server that needs one each; absent: links share the one port. */
  readonly linkPorts?: readonly number[];
  environment(setup: ContainerSetup): Readonly<Record<string, string>>;
  /** Said to the person who waits. */
  readonly note?: string;
}

export interface ContainerSetup {
  /** As the lab calls it; also its host name among the run's containers. */
  readonly name: string;
  readonly access: Access;
  readonly ways: readonly Way[];
  /** Names of all servers of the run, this one too. */
  readonly peers: readonly string[];
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
