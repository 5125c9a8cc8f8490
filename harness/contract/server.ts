/** The contract of servers that run. Types only. */

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
export interface Route {
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
  readonly routes: readonly Route[];
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
export interface Namespace extends AsyncDisposable {
  /** The address a role is given, where its link to the server ends at `at`. */
  url(at: Endpoint): string;
  /** What this role is told beside the address, e.g. `{ TOPIC: "…" }`. */
  env(role: string): Readonly<Record<string, string>>;
  /** Resolves when all that was made in it so far outlives a kill of the server. @default at once */
  onDisk?(): Promise<void>;
  /** When all roles have ended: resolves when nothing of theirs is under way in it any more, no transaction, no message in a hand. */
  settled?(): Promise<void>;
}
