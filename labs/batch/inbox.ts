/** The files that wait in the inbox, in the order in which they must be loaded. */
import { choice, setting } from "../../harness/roles/role.ts";
import { openSftp, type Sftp } from "../../harness/roles/files.ts";
import { fileServer } from "./file_server.ts";
import {
  isManifest,
  largestManifest,
  type Manifest,
  readManifest,
  requestList,
  requestName,
} from "./files.ts";
import type { Found } from "./load.ts";
import { textOf } from "./sending.ts";
import { spooled } from "./spool.ts";

export interface Inbox extends Disposable {
  /** Those that are whole, as far as this variant can tell. */
  scan(): Promise<readonly Found[]>;
  /** Moves the file and its manifest to `done` or `aside`; where a name is taken, it gets a number. */
  move(file: Found, folder: "done" | "aside"): Promise<void>;
  /** Broken twin: the file is gone before its rows are in the database. */
  remove(file: Found): Promise<void>;
  /** Writes the rows that were not loaded. */
  reject(name: string, lines: AsyncIterable<Uint8Array>): Promise<void>;
  /** Asks A for a file again. Each request is answered once, so each has a name of its own. */
  ask(sequence: number, day: string): Promise<void>;
}

export function openInbox(): Inbox {
  const sftp = openSftp(fileServer());
  const isSelfChecked = setting("TRANSFER", "sftp") === "scp";
  const scans = {
    "required": (sftp: Sftp) => withManifests(sftp, isSelfChecked),
    "none": withoutManifests,
  };
  const scan = choice("MANIFEST", scans, "required");
  const isSpooled = choice("FETCH", { "stream": false, "spool": true }, "stream");
  return {
    async scan() {
      const found = await scan(sftp);
      return isSpooled ? found.map(spooled) : found;
    },
    async move(file, folder) {
      for (const name of namesOf(file)) await moveOne(sftp, name, folder);
    },
    async remove(file) {
      for (const name of namesOf(file)) await sftp.remove(`inbox/${name}`);
    },
    reject: (name, lines) => write(sftp, `rejected/${name}`, lines),
    async ask(sequence, day) {
      const names = new Set((await sftp.list("requests")).map(({ name }) => name));
      let n = 1;
      while (names.has(requestName(sequence, day, n))) n++;
      const name = requestName(sequence, day, n);
      if (isSelfChecked) await addToList(sftp, name);
      await write(sftp, `requests/${name}`, []);
    },
    [Symbol.dispose]: () => sftp[Symbol.dispose](),
  };
}

async function write(
  sftp: Sftp,
  path: string,
  content: Parameters<Sftp["put"]>[0],
): Promise<void> {
  await sftp.put(content, `${path}.part`);
  await sftp.posixRename(`${path}.part`, path);
}

async function addToList(sftp: Sftp, name: string): Promise<void> {
  const path = `requests/${requestList}`;
  const before = await sftp.get(path);
  const text = `${before === null ? "" : await textOf(before)}${name}\n`;
  await write(sftp, path, [new TextEncoder().encode(text)]);
}

/** The manifest goes last: a file without one does not exist, in any folder. */
const namesOf = ({ name, manifestName }: Found): string[] =>
  manifestName === null ? [name] : [name, manifestName];

async function moveOne(sftp: Sftp, name: string, folder: string): Promise<void> {
  if (await sftp.stat(`inbox/${name}`) === null) return;
  for (let copy = 1;; copy++) {
    const to = `${folder}/${name}${copy === 1 ? "" : `.${copy}`}`;
    if (await sftp.stat(to) === null) return await sftp.rename(`inbox/${name}`, to);
  }
}

/** Sound: a file counts once its manifest is there. */
async function withManifests(sftp: Sftp, isSelfChecked: boolean): Promise<readonly Found[]> {
  const names = new Set((await sftp.list("inbox")).map(({ name }) => name));
  const found: Found[] = [];
  for (const name of [...names].filter(isManifest)) {
    const manifest = readManifest(await manifestText(sftp, name), isSelfChecked);
    if (manifest === null || !names.has(manifest.file)) continue;
    const { file, date, attempt, sequence } = manifest;
    const content = () => contentOf(sftp, file);
    found.push({ name: file, manifestName: name, date, attempt, sequence, manifest, content });
  }
  return found.sort((a, b) => a.sequence - b.sequence || a.attempt - b.attempt);
}

/** Broken twin: a file is there when its name is there. */
async function withoutManifests(sftp: Sftp): Promise<readonly Found[]> {
  const names = (await sftp.list("inbox")).map(({ name }) => name);
  return names.filter((name) => !isManifest(name) && !name.endsWith(".part")).map((name) => {
    const [, date = "1970-01-01", attempt = "1"] = /^points-([\d-]{10})-(\d+)/.exec(name) ?? [];
    const content = () => contentOf(sftp, name);
    const of = { name, manifestName: null, manifest: null as Manifest | null, content };
    return { ...of, date, attempt: Number(attempt), sequence: 0 };
  });
}

async function manifestText(sftp: Sftp, name: string): Promise<string> {
  const stat = await sftp.stat(`inbox/${name}`);
  return stat === null || stat.bytes > largestManifest ? "" : await textOf(contentOf(sftp, name));
}

async function* contentOf(sftp: Sftp, name: string): AsyncGenerator<Uint8Array> {
  const content = await sftp.get(`inbox/${name}`);
  if (content === null) throw new Error(`'${name}' is gone from the inbox`);
  yield* content;
}
