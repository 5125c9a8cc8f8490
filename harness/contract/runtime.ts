/** The contract of runtimes, which run servers. Types only. */
import type { Say } from "./say.ts";
import type { Server } from "./server.ts";
import type { Service } from "./service.ts";

/** The servers of one run, or the warm ones. Disposing ends and removes those that this run owns. */
export interface Provisioned extends AsyncDisposable {
  readonly servers: Readonly<Record<string, Server>>;
  /** The data that `attach` needs in another process. It has passwords: keep it in a file of mode 0600. */
  readonly state: unknown;
  /** Ends and removes the servers, warm ones too. */
  destroy(): Promise<void>;
}

export interface ProvisionRequest {
  /** The run's id: the mark on every process (`ASYNCLAB_RUN`) and container (label). */
  readonly run: string;
  readonly services: Readonly<Record<string, Service>>;
  /** Number of links to each server. */
  readonly routes: Readonly<Record<string, number>>;
  /** First of the consecutive ports to use; free ports are chosen where it is missing. */
  readonly portBase?: number;
  /** Folder for the servers' logs, one file a server. */
  readonly logsDir: string;
  /** Warm servers: they outlive this process, and disposing does not end them. */
  readonly keep?: boolean;
  /** How long a server may take until it is healthy, in milliseconds. @default 60_000 */
  readonly healthyTimeoutMs?: number;
  readonly say: Say;
  readonly signal: AbortSignal;
}

export interface Runtime {
  readonly name: "docker" | "local";
  /** Null where the runtime can be used, else one sentence with the reason. */
  missing(): Promise<string | null>;
  provision(request: ProvisionRequest): Promise<Provisioned>;
  /** Connects to warm servers again. */
  attach(
    state: unknown,
    request: Pick<ProvisionRequest, "services" | "logsDir">,
  ): Promise<Provisioned>;
}
