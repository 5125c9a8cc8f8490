/** The contract of proxies: between roles and servers, and in front of a role that others call. Types only. */
import type { Endpoint, Route } from "./server.ts";

export type Condition =
  | { readonly kind: "delay"; readonly delayMs: number; readonly jitterMs: number }
  /** Bytes of both directions and new connections are held back until `heal`; nothing is dropped. */
  | { readonly kind: "partition" }
  /**
   * Bytes of this direction are held back; the other direction and new connections pass. At `heal`,
   * every connection with bytes held back gets an RST: those bytes are never delivered.
   */
  | { readonly kind: "withhold"; readonly direction: Direction }
  /** Open connections are cut with an RST, and new ones lead elsewhere; in the end those are cut too. */
  | { readonly kind: "redirect"; readonly upstream: Endpoint };

/** A direction of a link. Up: client to server; down: server to client. */
export type Direction = "up" | "down";

/** What passed a link. */
export interface LinkTraffic {
  readonly link: string;
  /** Bytes from the client to the server. */
  readonly up: number;
  readonly down: number;
  /** Missing where the server's protocol is not counted. */
  readonly requests?: number;
  /** The words of its statements in lower case, each once; missing where there is no `requests`. */
  readonly words?: readonly string[];
}

/** The TCP proxies between roles and servers, one listener for each link, named `relay-broker`. */
export interface TcpProxies extends AsyncDisposable {
  open(name: string, route: Route): Promise<Endpoint>;
  names(): string[];
  /** Applies the condition to these links; a link may have several. Returns its id. */
  disturb(links: readonly string[], condition: Condition): Promise<number>;
  /**
   * Removes the condition; held bytes flow on. Returns how many chunks and connections it held
   * back; for `withhold`, how many chunks it dropped; for `redirect`, how many connections it led
   * elsewhere.
   */
  heal(id: number): Promise<number>;
  /** The number that `heal` would return now. */
  touched(id: number): Promise<number>;
  /** What has passed each link since it was opened. */
  traffic(): Promise<readonly LinkTraffic[]>;
  /** Cuts every open connection with an RST. Returns their number. */
  reset(links: readonly string[]): Promise<number>;
}

/** A disturbance of the requests to a service. Requests already in progress are not touched. */
export type Trouble =
  /** Each answer is delayed by a time drawn from a log-normal distribution. */
  | { readonly kind: "slow"; readonly medianMs: number; readonly sigma: number }
  /** This share of requests is answered with 503 and does not reach the service. */
  | { readonly kind: "error"; readonly share: number }
  /**
   * This share of users, and at least the first one seen, is refused for good: the proxy answers 403.
   * An operation that reached the service earlier is passed on, because it may be done already.
   */
  | { readonly kind: "refuse"; readonly share: number }
  /** This share of requests reaches the service and takes effect; the answers never arrive. */
  | { readonly kind: "withhold"; readonly share: number };

/**
 * An HTTP proxy in front of a service that roles call, so that a fault can disturb any service
 * and any caller. It passes everything on unchanged where no disturbance is set.
 */
export interface HttpProxy extends AsyncDisposable {
  readonly endpoint: Endpoint;
  /** Several disturbances may be active at once; the last one is applied first. */
  disturb(trouble: Trouble): Promise<HttpTrouble>;
  /** The operations of which more than one request reached the service, and how many more, by number. */
  repeated(): Promise<readonly { readonly op: number; readonly count: number }[]>;
  /** The requests without a whole answer, the oldest one first. */
  unanswered(): Promise<readonly Unanswered[]>;
  /** The requests that have ended since the last call of this method. */
  ended(): Promise<EndedRequests>;
}

/** A request that the proxy has taken and whose answer its caller does not have. */
export interface Unanswered {
  /** Null where the body names no operation. */
  readonly op: number | null;
  readonly ageMs: number;
  /** The service was sent the whole request. */
  readonly isReached: boolean;
}

export interface EndedRequests {
  readonly count: number;
  /** Those of them that got a status from 500, or no whole answer. */
  readonly failed: number;
  /** The operations of failed requests, by number. */
  readonly failedOps: readonly number[];
}

export interface HttpTrouble {
  /** How many requests the disturbance has touched so far. */
  touched(): Promise<number>;
  /** Removes the disturbance. Returns the number of touched requests, and their operations (`op` in the bodies). */
  end(): Promise<{ touched: number; ops: number[] }>;
}
