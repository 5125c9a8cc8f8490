/** How a role reaches its folder on a file server. */
import { readFileSync } from "node:fs";

/** What the environment of a role says of its file server. */
export interface FileServer {
  /** `sftp://USER@HOST:PORT/ABSOLUTE/FOLDER`. */
  readonly url: string;
  /** The file with the private key. */
  readonly keyPath: string;
  /** The fingerprint of the server's key: `SHA256:…`. */
  readonly hostKey: string;
}

/** A file or folder of the server. */
export interface Entry {
  /** Without its folder. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly bytes: number;
  /** Seconds since 1970, by the server's clock. */
  readonly modifiedSeconds: number;
  /** The permission bits: 0o644. */
  readonly mode: number;
}

/** All that a connection needs. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The folder against which names are resolved; "" for the one where sessions begin. */
  readonly folder: string;
  /** In OpenSSH's format. */
  readonly privateKey: string;
  readonly hostKey: string;
}

const usualPort = 22;

/** @throws Error with one sentence where a part is missing or wrong */
export function targetOf({ url, keyPath, hostKey }: FileServer): Target {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed?.protocol !== "sftp:" || parsed.hostname === "" || parsed.username === "") {
    throw new Error(
      `'${url}' is not the address of a file server; it must be sftp://USER@HOST:PORT/FOLDER`,
    );
  }
  if (!/^SHA256:[A-Za-z0-9+/]{43}$/.test(hostKey)) {
    throw new Error(`'${hostKey}' is not a fingerprint; it must be SHA256: and 43 characters`);
  }
  return {
    host: parsed.hostname,
    port: parsed.port === "" ? usualPort : Number(parsed.port),
    user: decodeURIComponent(parsed.username),
    folder: decodeURIComponent(parsed.pathname).replace(/\/+$/, ""),
    privateKey: readFileSync(keyPath, "utf8"),
    hostKey,
  };
}

/** The name on the server: names are relative to the folder of the address. */
export const pathIn = ({ folder }: Target, name: string): string =>
  [name.startsWith("/") ? "" : folder, name].filter((part) => part !== "").join("/") || ".";
