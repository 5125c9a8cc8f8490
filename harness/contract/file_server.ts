/** The capabilities of a file server. */
import { capability } from "./capability.ts";
import type { Endpoint } from "./server.ts";

/** A folder of the run, to which roles write, can lose its write permission. */
export interface WritePermission {
  /** From now on nobody can make, rename or remove a file there, not even root. */
  deny(): Promise<Denial>;
}
export const hasWritePermission = capability<WritePermission>(
  "write permission",
  "folder that roles write to",
);

export interface Denial {
  /** The number of requests that were refused so far. */
  refused(): Promise<number>;
  /** Permits again. Resolves with the number of requests that were refused. */
  end(): Promise<number>;
}

/** A server that its clients know by a key. */
export interface HostKey {
  /** Starts a server with another key, which lets everybody in and keeps nothing. */
  impersonate(): Promise<Impostor>;
}
export const hasHostKey = capability<HostKey>("host key", "server that its clients know by a key");

/** Disposing ends it and all connections to it. */
export interface Impostor extends AsyncDisposable {
  readonly endpoint: Endpoint;
  readonly seen: Readonly<Misled>;
}

export interface Misled {
  /** Connections to the impostor. */
  connections: number;
  /** Connections that logged in: their client did not check the key. */
  logins: number;
  /** Files that were sent. */
  files: number;
}
