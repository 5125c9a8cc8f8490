/** A connection to an SSH server whose key is known. */
import type { Buffer } from "node:buffer";
import net from "node:net";
// @ts-types="./ssh2.d.ts"
import type { Client } from "ssh2";
import { Late, within } from "../../timer.ts";
import type { Target } from "./address.ts";
import { algorithms } from "./algorithms.ts";
import { HostKeyError } from "./errors.ts";
import { fingerprintOf } from "./fingerprint.ts";

/** How long the server may stay silent while an answer is expected. */
const silentMs = 5_000;
const lookMs = 250;

/** An open connection. */
export interface Connection extends Disposable {
  readonly client: Client;
  readonly isOpen: boolean;
  /**
   * Rejects when the connection ends, and when the server stays silent for 5 s, which ends the
   * connection.
   */
  during<T>(work: Promise<T>): Promise<T>;
}

/**
 * Connects and logs in.
 *
 * @throws HostKeyError where the server has another key; then nothing about the user was sent
 */
export async function connect(target: Target): Promise<Connection> {
  const { host, port, user: username, privateKey, hostKey } = target;
  // Only here: every role imports this file, and few talk to a file server.
  // @ts-types="./ssh2.d.ts"
  const { default: ssh2 } = await import("ssh2");
  const socket = new net.Socket();
  const client = new ssh2.Client();
  let seen: string | null = null;
  try {
    await within(silentMs, dial(socket, host, port), "The file server did not take the connection");
    const ready = readiness(client);
    client.connect({
      sock: socket,
      username,
      privateKey,
      algorithms,
      readyTimeout: 0, // the limit is below
      hostVerifier: (key: Buffer) => (seen = fingerprintOf(key)) === hostKey,
    });
    await within(silentMs, ready, `The file server did not answer within ${silentMs / 1_000} s`);
    return guarded(client, socket);
  } catch (error) {
    client.on("error", () => {});
    client.end();
    socket.destroy();
    if (seen === null || seen === hostKey) throw error;
    throw new HostKeyError(
      `The file server at ${host}:${port} has the key ${seen}; it must have ${hostKey}`,
      { cause: error },
    );
  }
}

function dial(socket: net.Socket, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.connect({ host, port }, () => {
      socket.setNoDelay(true);
      socket.off("error", reject);
      resolve();
    });
  });
}

const readiness = (client: Client): Promise<void> =>
  new Promise((resolve, reject) => {
    client.once("ready", () => resolve());
    client.on("error", (error: Error) => reject(error));
    client.once("close", () => reject(new Error("The connection to the file server ended")));
  });

function guarded(client: Client, socket: net.Socket): Connection {
  let ended: Error | null = null;
  let heardMs = 0;
  /** One `reject` for each call in progress. Racing one long promise would keep every result alive. */
  const waiting = new Set<(error: Error) => void>();
  let watch: ReturnType<typeof setInterval> | undefined;
  const end = (error: Error) => {
    if (ended !== null) return;
    ended = error;
    clearInterval(watch);
    for (const reject of waiting) reject(error);
    client.end();
    socket.destroy();
  };
  const look = () => {
    if (performance.now() - heardMs < silentMs) return;
    end(new Late(`The file server was silent for ${silentMs / 1_000} s`));
  };
  socket.on("data", () => heardMs = performance.now());
  client.on("error", end);
  client.once("close", () => end(new Error("The connection to the file server ended")));
  return {
    client,
    get isOpen() {
      return ended === null;
    },
    async during(work) {
      work.catch(() => {});
      if (ended !== null) throw ended;
      const failure = Promise.withResolvers<never>();
      if (waiting.size === 0) {
        heardMs = performance.now();
        watch = setInterval(look, lookMs);
      }
      waiting.add(failure.reject);
      try {
        return await Promise.race([work, failure.promise]);
      } finally {
        waiting.delete(failure.reject);
        if (waiting.size === 0) clearInterval(watch);
      }
    },
    [Symbol.dispose]: () => end(new Error("The connection to the file server was closed here")),
  };
}
