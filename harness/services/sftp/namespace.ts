/** A run's namespace on a file server: a folder with the folders of a file transfer. */
import { join } from "node:path";
import type { Access, Endpoint, Namespace, Server } from "../../contract/lab.ts";
import { makeOpenDir } from "../../host/cache.ts";
import { runDataDir } from "../../host/run_dir.ts";
import { sleep, within } from "../../timer.ts";
import { targetFor, withFiles } from "./access.ts";
import type { Entry } from "./address.ts";
import { type Sftp, sftpTo } from "./client.ts";
import { clientKeyOf, hostKeyOf } from "./keys.ts";
import { whole } from "./pieces.ts";
import { hasUnreadEnds } from "./sockets.ts";

/**
 * The folders of a run: files arrive in `inbox`; a receiver moves them to `done` after the load, or
 * to `aside` where they must not be loaded. `rejected` is for rows. A file in `requests` asks for a
 * file again. A fault puts what it takes away into `lost`.
 */
export const folders = ["inbox", "done", "rejected", "aside", "requests", "lost"] as const;

export interface FilesNamespace extends Namespace {
  /** The run's folder, from the server's root. Names are relative to it: `inbox/a.csv`. */
  readonly folder: string;
  /** The harness's own way to it, without a proxy; it works again after a kill of the server. */
  readonly files: Sftp;
  /** Sorted by name. */
  list(folder: string): Promise<Entry[]>;
  /** Null where there is no such file. */
  stat(name: string): Promise<Entry | null>;
  /** The whole file; null where there is none. */
  read(name: string): Promise<Uint8Array | null>;
  write(name: string, content: Uint8Array | string): Promise<void>;
  /** Replaces a file `to`. */
  move(from: string, to: string): Promise<void>;
  /** Replaces a file `to`. */
  copy(from: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Nobody can make, rename or remove a file in `inbox` any more, not even root. */
  denyWrites(): Promise<void>;
  allowWrites(): Promise<void>;
  /** Throws where a session does not end for 10 s. */
  settled(): Promise<void>;
}

const settledLimitMs = 10_000;
const lookMs = 50;
const goodbyeMs = 5_000;

const open = 0o700;
const readOnly = 0o500;

/** The folder of a run, relative to the folder where sessions begin. No run's folder is another's. */
const folderOf = (run: string): string => run.replaceAll(/[^a-zA-Z0-9._-]/g, "-");

export async function openNamespace(server: Server, run: string): Promise<FilesNamespace> {
  const { access } = server;
  const folder = await makeFolders(access, folderOf(run));
  const keyPath = await keyFile(server, run);
  const spool = `${keyPath}.spool`;
  const files = sftpTo(await targetFor(access, folder));
  const hostKey = (await hostKeyOf(access.password)).fingerprint;
  const modeOfInbox = (mode: number) => files.chmod("inbox", mode);
  return {
    folder,
    files,
    url: ({ host, port }: Endpoint) =>
      `sftp://${encodeURIComponent(access.user)}@${host}:${port}${encodeURI(folder)}`,
    env: () => ({ FILES_KEY: keyPath, FILES_HOST_KEY: hostKey, FILES_SPOOL: spool }),
    list: files.list,
    stat: files.stat,
    async read(name) {
      const content = await files.get(name);
      return content === null ? null : await whole(content);
    },
    async write(name, content) {
      await files.put([typeof content === "string" ? encoder.encode(content) : content], name);
    },
    move: files.posixRename,
    async copy(from, to) {
      const content = await files.get(from);
      if (content === null) throw new Error(`There is no file '${from}' to copy`);
      await files.put(content, to);
    },
    remove: files.remove,
    denyWrites: () => modeOfInbox(readOnly),
    allowWrites: () => modeOfInbox(open),
    settled: () => settled(files),
    async [Symbol.asyncDispose]() {
      files[Symbol.dispose]();
      await Deno.remove(keyPath).catch(() => {});
      await Deno.remove(spool, { recursive: true }).catch(() => {}); // no role made it
      await Deno.remove(runDataDir(run)).catch(() => {}); // it holds the data of local servers
      // The server is gone, and so are its files.
      await within(goodbyeMs, dropNamespace(access, run), "too late").catch(() => {});
    },
  };
}

const encoder = new TextEncoder();

/** Returns the run's folder from the server's root. */
const makeFolders = (access: Access, folder: string): Promise<string> =>
  withFiles(access, async (files) => {
    await files.mkdir(folder);
    for (const name of folders) await files.mkdir(`${folder}/${name}`);
    return await files.realPath(folder);
  });

/** On this machine, in the run's own folder: roles read it. */
async function keyFile({ name, access }: Server, run: string): Promise<string> {
  const dir = runDataDir(run);
  await makeOpenDir(dir);
  const path = join(dir, `${name}.key`);
  await Deno.writeTextFile(path, (await clientKeyOf(access.password)).privateText, { mode: 0o600 });
  return path;
}

/**
 * A session may still do what a client asked for before it ended. Resolves when no socket of an ended
 * client is left to read, and the files look the same twice.
 */
async function settled(files: Sftp): Promise<void> {
  let before: string | null = null;
  for (const deadline = performance.now() + settledLimitMs; performance.now() < deadline;) {
    const isBusy = await hasUnreadEnds(files);
    const now = JSON.stringify(await Promise.all(folders.map(files.list)));
    if (!isBusy && now === before) return;
    before = isBusy ? null : now;
    await sleep(lookMs);
  }
  throw new Error("A session of the file server stayed open after every role had ended");
}

export const dropNamespace = (access: Access, run: string): Promise<void> =>
  withFiles(access, async (files) => {
    const folder = folderOf(run);
    if (await files.stat(folder) !== null) await removeTree(files, folder);
  });

async function removeTree(files: Sftp, folder: string): Promise<void> {
  await files.chmod(folder, open);
  for (const { name, isFolder } of await files.list(folder)) {
    const path = `${folder}/${name}`;
    await (isFolder ? removeTree(files, path) : files.remove(path));
  }
  await files.rmdir(folder);
}
