/** The contract of runtimes: who runs servers. Types only. */
import type { Say } from "./say.ts";
import type { Server } from "./server.ts";
import type { Service } from "./service.ts";

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
  readonly routes: Readonly<Record<string, number>>;
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
