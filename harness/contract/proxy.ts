/** The contract of proxies: between roles and servers, and in front of a role that others call. Types only. */
import type { Endpoint, Route } from "./server.ts";

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
export interface TcpProxies extends AsyncDisposable {
  open(name: string, route: Route): Promise<Endpoint>;
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
export interface HttpProxy extends AsyncDisposable {
  readonly endpoint: Endpoint;
  /** Several may lie upon it at once; the last one first. */
  disturb(trouble: Trouble): Promise<HttpTrouble>;
}

export interface HttpTrouble {
  /** How many requests it touched so far. */
  touched(): Promise<number>;
  /** Takes it away. How many requests it touched, and of which operations (`op` in their bodies). */
  end(): Promise<{ touched: number; ops: number[] }>;
}
