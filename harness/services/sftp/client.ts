/** The files of a server over SFTP, for roles and for the harness. */
// @ts-types="./ssh2.d.ts"
import type { Stats } from "ssh2";
import { type Entry, type FileServer, pathIn, type Target, targetOf } from "./address.ts";
import { isMissing } from "./errors.ts";
import type { Content } from "./pieces.ts";
import { lazily } from "./lazy.ts";
import { ask, openSession, type Request } from "./session.ts";
import { readFile, writeFile } from "./transfer.ts";

/**
 * Names are relative to the folder of the address. The connection opens at the first call, and again
 * at the first call after it ended.
 *
 * Every call throws HostKeyError where the server has another key than it must have, FileError where
 * the server refuses, and Late where the server stays silent for 5 s.
 */
export interface Sftp extends Disposable {
  /** Sorted by name. */
  list(folder: string): Promise<Entry[]>;
  /** Null where there is nothing of this name. */
  stat(name: string): Promise<Entry | null>;
  /**
   * Writes a file, over one that is there. Resolves with its length when the bytes are on the
   * server's disk; a server without `fsync@openssh.com` may have them in memory only.
   */
  put(content: Content, name: string): Promise<number>;
  /** The content of a file, from a position on, read ahead; null where there is none. @default 0 */
  get(name: string, from?: number): Promise<AsyncIterable<Uint8Array> | null>;
  /**
   * Refuses where there is a file `to`. OpenSSH does so in one step; Apache MINA SSHD looks, then
   * moves, and replaces a file that came in between.
   */
  rename(from: string, to: string): Promise<void>;
  /** Replaces a file `to`, in one step. */
  posixRename(from: string, to: string): Promise<void>;
  /** Removes a file. */
  remove(name: string): Promise<void>;
  mkdir(folder: string): Promise<void>;
  /** Removes an empty folder. */
  rmdir(folder: string): Promise<void>;
  chmod(name: string, mode: number): Promise<void>;
  /** The name from the root. */
  realPath(name: string): Promise<string>;
}

/** For a role: its environment says where the server is. */
export const openSftp = (server: FileServer): Sftp => sftpTo(targetOf(server));

export function sftpTo(target: Target): Sftp {
  const lazy = lazily(() => openSession(target), ({ connection }) => connection.isOpen);
  const at = (name: string) => pathIn(target, name);
  const send = async <T>(what: string, request: Request<T>) =>
    await ask(await lazy.open(), what, request);
  return {
    async list(folder) {
      const found = await send<{ filename: string; attrs: Stats }[]>(
        `list '${folder}'`,
        (sftp, done) => sftp.readdir(at(folder), done),
      );
      return found.map(({ filename, attrs }) => entryOf(filename, attrs))
        .filter(({ name }) => name !== "." && name !== "..")
        .sort((a, b) => a.name < b.name ? -1 : 1);
    },
    async stat(name) {
      const asked = send<Stats>(`look at '${name}'`, (sftp, done) => sftp.stat(at(name), done));
      const stats = await orNull(asked);
      return stats === null ? null : entryOf(name.split("/").at(-1)!, stats);
    },
    put: async (content, name) => await writeFile(await lazy.open(), at(name), content),
    get: async (name, from = 0) => await orNull(readFile(await lazy.open(), at(name), from)),
    rename: (from, to) =>
      send(`rename '${from}' to '${to}'`, (sftp, done) => sftp.rename(at(from), at(to), done)),
    posixRename: (from, to) =>
      send(
        `rename '${from}' to '${to}'`,
        (sftp, done) => sftp.ext_openssh_rename(at(from), at(to), done),
      ),
    remove: (name) => send(`remove '${name}'`, (sftp, done) => sftp.unlink(at(name), done)),
    mkdir: (folder) => send(`make '${folder}'`, (sftp, done) => sftp.mkdir(at(folder), done)),
    rmdir: (folder) => send(`remove '${folder}'`, (sftp, done) => sftp.rmdir(at(folder), done)),
    chmod: (name, mode) =>
      send(`change the mode of '${name}'`, (sftp, done) => sftp.chmod(at(name), mode, done)),
    realPath: (name) =>
      send(`find the folder '${name}'`, (sftp, done) => sftp.realpath(at(name), done)),
    [Symbol.dispose]: () => lazy[Symbol.dispose](),
  };
}

/** Null where the server says that there is no such file. */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

const kindBits = 0o170000;
const folderBits = 0o040000;

const entryOf = (name: string, { mode, size, mtime }: Stats): Entry => ({
  name,
  isFolder: (mode & kindBits) === folderBits,
  bytes: size,
  modifiedSeconds: mtime,
  mode: mode & 0o7777,
});
