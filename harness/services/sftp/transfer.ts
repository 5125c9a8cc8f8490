/** Whole files over SFTP: many requests in flight, few bytes in memory. */
import { Buffer } from "node:buffer";
// @ts-types="./ssh2.d.ts"
import type { Stats } from "ssh2";
import { type Content, pieces } from "./pieces.ts";
import { ask, type Session } from "./session.ts";

/**
 * Bytes in each request: almost four of the packets that OpenSSH takes, because each request has a
 * head. 2 MB are in flight: as much as OpenSSH takes before it has read some.
 */
const pieceBytes = 4 * 32 * 1024 - 1_024;
const mostInFlight = 16;

type Handle = Buffer;

const openFile = (session: Session, path: string, flags: "r" | "w"): Promise<Handle> =>
  ask(session, `open '${path}'`, (sftp, done) => sftp.open(path, flags, done));

const closeFile = (session: Session, path: string, handle: Handle): Promise<void> =>
  ask(session, `close '${path}'`, (sftp, done) => sftp.close(handle, done));

/** Writes all content; resolves with its length when the server has flushed it to its disk. */
export async function writeFile(
  session: Session,
  path: string,
  content: Content,
): Promise<number> {
  const handle = await openFile(session, path, "w");
  try {
    const bytes = await writeAll(session, path, handle, content);
    await flush(session, path, handle);
    return bytes;
  } finally {
    await closeFile(session, path, handle).catch(() => {}); // an earlier error says more
  }
}

async function writeAll(
  session: Session,
  path: string,
  handle: Handle,
  content: Content,
): Promise<number> {
  const inFlight = new Set<Promise<unknown>>();
  const failure: { error?: unknown } = {};
  let freed = Promise.withResolvers<void>();
  let position = 0;
  for await (const piece of pieces(content, pieceBytes)) {
    if ("error" in failure) break;
    const at = position;
    position += piece.length;
    const bytes = Buffer.from(piece.buffer, 0, piece.length);
    const write = ask(
      session,
      `write to '${path}'`,
      (sftp, done) => sftp.write(handle, bytes, 0, bytes.length, at, done),
    ).catch((error) => void (failure.error ??= error)).finally(() => {
      inFlight.delete(write);
      freed.resolve();
    });
    inFlight.add(write);
    while (inFlight.size >= mostInFlight) {
      freed = Promise.withResolvers<void>();
      await freed.promise;
    }
  }
  await Promise.all(inFlight);
  if ("error" in failure) throw failure.error;
  return position;
}

const noFsync = /does not support/;

/** An answer to a write only means that the system has the bytes. */
async function flush(session: Session, path: string, handle: Handle): Promise<void> {
  try {
    await ask(session, `flush '${path}'`, (sftp, done) => sftp.ext_openssh_fsync(handle, done));
  } catch (error) {
    if (!(error instanceof Error && noFsync.test(error.message))) throw error;
  }
}

/** The content of a file from a position on; throws a FileError at once where it cannot be opened. */
export async function readFile(
  session: Session,
  path: string,
  from: number,
): Promise<AsyncIterable<Uint8Array>> {
  const handle = await openFile(session, path, "r");
  return contentOf(session, path, handle, from);
}

async function* contentOf(session: Session, path: string, handle: Handle, from: number) {
  try {
    const { size } = await ask<Stats>(
      session,
      `look at '${path}'`,
      (sftp, done) => sftp.fstat(handle, done),
    );
    const read = (at: number, bytes = pieceBytes) => readAt(session, path, handle, at, bytes);
    const ahead: Promise<Uint8Array>[] = [];
    let asked = from;
    for (let position = from;;) {
      // Beyond the file's size at the open, one request at a time: it may have grown since.
      for (; ahead.length < mostInFlight && (asked < size || ahead.length === 0);) {
        const next = read(asked);
        next.catch(() => {}); // it is awaited below, or an earlier one has failed
        ahead.push(next);
        asked += pieceBytes;
      }
      const got = await ahead.shift()!;
      if (got.length === 0) return;
      yield got;
      position += got.length;
      // A server may send less than it was asked for: then the rest is missing before the next piece.
      while (position < asked - ahead.length * pieceBytes) {
        const rest = await read(position, asked - ahead.length * pieceBytes - position);
        if (rest.length === 0) return;
        yield rest;
        position += rest.length;
      }
    }
  } finally {
    await closeFile(session, path, handle).catch(() => {}); // the connection may have ended
  }
}

/** Fewer bytes than asked for near the end of the file; none at its end. */
async function readAt(
  session: Session,
  path: string,
  handle: Handle,
  at: number,
  bytes: number,
): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(bytes);
  const length = await ask<number>(
    session,
    `read '${path}'`,
    (sftp, done) => sftp.read(handle, buffer, 0, bytes, at, (error, length) => done(error, length)),
  );
  return new Uint8Array(buffer.buffer, buffer.byteOffset, length);
}
