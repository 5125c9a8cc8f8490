/** An SFTP session on a connection of its own, and requests to it. */
// @ts-types="./ssh2.d.ts"
import type { SFTPWrapper } from "ssh2";
import type { Target } from "./address.ts";
import { connect, type Connection } from "./connection.ts";
import { FileError } from "./errors.ts";

export interface Session extends Disposable {
  readonly connection: Connection;
  readonly sftp: SFTPWrapper;
}

export async function openSession(target: Target): Promise<Session> {
  const connection = await connect(target);
  const leave = () => connection[Symbol.dispose]();
  try {
    const opening = new Promise<SFTPWrapper>((resolve, reject) => {
      connection.client.sftp((error, sftp) => error ? reject(error) : resolve(sftp));
    });
    const sftp = await connection.during(opening);
    // When only the channel ends, the connection is of no use any more.
    sftp.once("close", leave);
    return { connection, sftp, [Symbol.dispose]: leave };
  } catch (error) {
    leave();
    throw error;
  }
}

/** A request that hands its answer to `done`. */
export type Request<T> = (
  sftp: SFTPWrapper,
  done: (error?: Error | null, value?: T) => void,
) => void;

/** Sends one request and resolves with its answer. `what` is the request in words: `remove 'a'`. */
export function ask<T>(
  { connection, sftp }: Session,
  what: string,
  request: Request<T>,
): Promise<T> {
  const work = new Promise<T>((resolve, reject) => {
    request(sftp, (error, value) => error ? reject(explained(error, what)) : resolve(value as T));
  });
  return connection.during(work);
}

/** Codes of SFTP's answers. */
const [missing, denied, lastCode] = [2, 3, 8];

function explained(error: Error & { code?: unknown }, what: string): Error {
  const { code } = error;
  if (typeof code !== "number" || code > lastCode) return error;
  const reason = code === missing ? "missing" : code === denied ? "denied" : "failed";
  return new FileError(`Cannot ${what}: ${error.message}`, reason, { cause: error });
}
