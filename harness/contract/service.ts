/** The contract of services: a kind of server, and how to run it. Types only. */
import type { Offer } from "./capability.ts";
import type { Access, Namespace, Route, Server } from "./server.ts";
import type { Say } from "./say.ts";

/** A kind of server: one file in `services/`. */
export interface Service<C extends Namespace = Namespace> {
  readonly name: string;
  /** How a sentence calls such a server, where its names in labs are no nouns for one thing. */
  readonly spoken?: string;
  /** How to run the server as a plain process on this machine. */
  readonly local: LocalServer;
  /** The server's name in `compose/compose.yaml`, and the settings that it needs there. */
  readonly container: ContainerServer;
  /** The protocol in which links to it count requests. @default it is not counted */
  readonly protocol?: Route["protocol"];
  /** Resolves when the server answers a real request; throws while it does not. Takes at most 2 s. */
  ping(access: Access): Promise<void>;
  version(access: Access): Promise<string>;
  openNamespace(server: Server, run: string): Promise<C>;
  /** Removes the namespace of a run that died. Does nothing where none is left. */
  dropNamespace(access: Access, run: string): Promise<void>;
  /** The server's faults besides those that end it; `name` is its name in the lab. @default none */
  offers?(name: string): readonly Offer[];
  /**
   * True where several runs may share one server: runs in different namespaces do not disturb each
   * other. Databases of one PostgreSQL server do: a transaction that stays open stops everything
   * that waits for it, in every database. @default false
   */
  readonly sharable?: boolean;
  /** The server whose cluster this one belongs to: every role that links to that server links to this one. */
  readonly nodeOf?: string;
}

/** The programs of a server as found or fetched on this machine. */
export interface Installation {
  readonly home: string;
  readonly version: string;
  /** Why this installation was chosen, as `doctor` says it: "initdb is on PATH". */
  readonly why?: string;
}

/** Context for programs that are fetched on behalf of a run. */
export interface Fetching {
  readonly say: Say;
  readonly signal: AbortSignal;
  /** Environment for every fetching program: it has the run's mark, so that the reaper finds the program. */
  readonly env: Readonly<Record<string, string>>;
}

export interface LocalServer {
  /** Number of ports that the server needs besides the port for clients and those for links. */
  readonly innerPorts: number;
  /** Where the programs come from on a machine without them, as `doctor` says it. */
  readonly origin?: string;
  /** Finds or fetches the programs. Throws `unavailable`, naming the commands that install them. */
  install(fetching: Fetching): Promise<Installation>;
  /** The user's own choice of programs, as a clause: "ASYNCLAB_POSTGRES is '18'". @default none */
  chosen?(): string | null;
  /**
   * Finds the programs without fetching; null where they are missing. Throws `unavailable` where the
   * user chose programs that are not available.
   */
  find(): Promise<Installation | null>;
  /** Creates the data folder (a second call on the same folder keeps it) and returns how to start the server. */
  launch(setup: LocalSetup): Promise<Launch>;
  /** Replaces the data of an ended server by those of a new, empty one. @default it cannot be replaced */
  renew?(setup: Pick<LocalSetup, "installation" | "dataDir" | "password">): Promise<void>;
}

/** A planned server of the run, which may not run yet. */
export interface Peer {
  readonly name: string;
  readonly port: number;
  readonly innerPorts: readonly number[];
}

export interface LocalSetup {
  /** The run's id: the value of the mark that its processes carry in their environment. */
  readonly run: string;
  /** The server's name in the lab. */
  readonly name: string;
  readonly installation: Installation;
  /** The data folder. It does not exist before the first `launch`. */
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  /** Ports for links; an advertised address must use `listenPort`. */
  readonly routes: readonly { readonly port: number; readonly listenPort: number }[];
  readonly innerPorts: readonly number[];
  /** All servers of the run, this one too: the nodes of a cluster must know each other. */
  readonly peers: readonly Peer[];
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The name of the user with which the harness connects. */
  readonly user: string;
  /** The signal that asks the server to end. */
  readonly stopSignal: "SIGTERM" | "SIGINT";
}

/** The settings of a server's container, in addition to `compose/compose.yaml`. */
export interface ContainerServer {
  /** The service in `compose/compose.yaml` that the container extends. */
  readonly template: string;
  readonly user: string;
  /** The port that the harness dials, inside the container. */
  readonly port: number;
  /** The data folder, inside the container. */
  readonly dataDir: string;
  /** Ports of links inside the container, where each link needs its own; absent: all links share `port`. */
  readonly linkPorts?: readonly number[];
  environment(setup: ContainerSetup): Variables | Promise<Variables>;
  /** On an empty data folder, the container starts as a new server. @default false */
  readonly renews?: boolean;
  /** A note for the person who waits. */
  readonly note?: string;
}

/** Environment variables. */
type Variables = Readonly<Record<string, string>>;

export interface ContainerSetup {
  /** The server's name in the lab; also its host name among the run's containers. */
  readonly name: string;
  readonly access: Access;
  readonly routes: readonly Route[];
  /** Names of all servers of the run, this one too. */
  readonly peers: readonly string[];
}
