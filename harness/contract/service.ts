/** The contract of services: what a kind of server is, and how it is run. Types only. */
import type { Offer } from "./capability.ts";
import type { Access, Namespace, Route, Server } from "./server.ts";
import type { Say } from "./say.ts";

/** A kind of server: one file in `services/`. */
export interface Service<C extends Namespace = Namespace> {
  readonly name: string;
  /** How to run it as a plain process on this machine. */
  readonly local: LocalServer;
  /** How `compose/compose.yaml` calls it and what it wants to be told. */
  readonly container: ContainerServer;
  /** Resolves when it answers a real request; throws while it does not. At most 2 s. */
  ping(access: Access): Promise<void>;
  version(access: Access): Promise<string>;
  openNamespace(server: Server, run: string): Promise<C>;
  /** Takes away the namespace of a run that died. Does nothing where nothing is left of it. */
  dropNamespace(access: Access, run: string): Promise<void>;
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
  readonly routes: readonly { readonly port: number; readonly listenPort: number }[];
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
  readonly routes: readonly Route[];
  /** Names of all servers of the run, this one too. */
  readonly peers: readonly string[];
}
