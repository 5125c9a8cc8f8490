/** The contract of running servers. Types only. */

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** How the harness itself reaches a server, without a proxy. */
export interface Access {
  readonly endpoint: Endpoint;
  readonly user: string;
  readonly password: string;
}

/** The way into a server for one link: a proxy listens on `listenPort` (0: any free port) and dials `upstream`. */
export interface Route {
  readonly listenPort: number;
  readonly upstream: Endpoint;
  /** The protocol in which the proxy counts requests. @default it counts none */
  readonly protocol?: "postgres";
}

/** A server that a runtime started. It is disposed only with all others: see `Provisioned`. */
export interface Server {
  /** The server's name in the lab: `source`. */
  readonly name: string;
  /** The server's kind: `postgres`. */
  readonly service: string;
  readonly version: string;
  readonly access: Access;
  readonly routes: readonly Route[];
  /** SIGKILL to all processes of the server; resolves after the exit, with the number of processes ended. */
  kill(): Promise<number>;
  /** Asks the server to end, and kills it after a timeout; resolves after the exit, with the number of processes ended. */
  stop(): Promise<number>;
  /** Starts the server again on the same data and ports; resolves when it is healthy. */
  start(): Promise<void>;
  /** Freezes the server: connections stay open. Resolves with the number of processes seen stopped. */
  pause(): Promise<number>;
  resume(): Promise<void>;
  /**
   * Replaces it by a new, empty one at the same address, with the same user and password; resolves
   * when the new one is healthy. Absent where this kind of server cannot be replaced.
   */
  readonly renew?: () => Promise<void>;
  /**
   * From now on no file of the server can grow, as on a full disk. `end` makes room. If the server
   * ended for lack of room, `end` restarts it and returns 1.
   *
   * @throws Refusal (69) where the system has no `prlimit`
   */
  fillDisk(): Promise<FullDisk>;
  /** Runs one of the server's own programs, on the server's machine and as its user; resolves with its output. */
  tool(name: string, args: readonly string[]): Promise<string>;
}

/** A server with no room to write. */
export interface FullDisk {
  /** The number of writes that failed so far. @default only the end shows it */
  failed?(): Promise<number>;
  /** Makes room again. Resolves when the server is healthy; with 0 if the lack of room changed nothing. */
  end(): Promise<number>;
}

/** A run's own part of a server: a database, a topic. Disposing removes it. */
export interface Namespace extends AsyncDisposable {
  /** The address for a role, where its link to the server starts at `at`. */
  url(at: Endpoint): string;
  /** Further environment variables for this role, e.g. `{ TOPIC: "…" }`. */
  env(role: string): Readonly<Record<string, string>>;
  /** Resolves when everything made in the namespace so far would survive a kill of the server. @default at once */
  onDisk?(): Promise<void>;
  /** The names of the tables in the namespace; missing where a server has none. */
  tables?(): Promise<readonly string[]>;
  /**
   * Called after all roles have ended. Resolves when the server holds no open transaction and no
   * unacknowledged message of theirs.
   */
  settled?(): Promise<void>;
}
