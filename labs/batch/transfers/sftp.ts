/** By SFTP: uploads under another name, verifies, renames; the manifest comes last. Broken twins stand beside it. */
import { choice, idle, point } from "../../../harness/roles/role.ts";
import { openSftp, type Sftp } from "../../../harness/roles/files.ts";
import { fileServer } from "../file_server.ts";
import { type Manifest, manifestName, partOf, sequenceIn, stemOf } from "../files.ts";
import { counted, type Digest, digestOf, manifestOf, mustBeSent } from "../sending.ts";
import { inParts } from "./mid_upload.ts";
import type { Outgoing, Transfer } from "./transfer.ts";

const inbox = (name: string) => `inbox/${name}`;
/** Two producers that send the same run do not write into one file. */
const tag = crypto.randomUUID().slice(0, 8);
const part = (name: string) => partOf(name, tag);
const encoder = new TextEncoder();

export function openSftpTransfer(): Transfer {
  const sftp = openSftp(fileServer());
  const ways = {
    "manifest-last": withManifest,
    "no-manifest": renamed,
    "no-rename": underItsName,
    "same-name": overTheLast,
  };
  const way = choice("SEND", ways, "manifest-last");
  return {
    send: (file) => way(sftp, file),
    async requests() {
      const found = await sftp.list("requests");
      return found.map(({ name }) => name).filter((name) => sequenceIn(name) !== null);
    },
    [Symbol.dispose]: () => sftp[Symbol.dispose](),
  };
}

/** Sound: a data file without a manifest does not exist, and the manifest appears whole. */
async function withManifest(sftp: Sftp, file: Outgoing): Promise<void> {
  const { run, format, ops } = file;
  const about = { ops, position: run.sequence };
  const name = `${stemOf(run)}.${format.name}`;
  const digest = await put(sftp, inbox(name), file);
  await point("after-data-before-manifest", about);
  const manifest = manifestOf(run, name, format, digest);
  await putManifest(sftp, manifest);
  await point("after-rename-before-record", about);
}

/** Uploads as `.part`, reads it back, renames. */
async function put(sftp: Sftp, name: string, file: Outgoing): Promise<Digest> {
  const sent = await upload(sftp, part(name), file);
  await verify(sftp, part(name), sent);
  await point("after-upload-before-rename", { ops: file.ops, position: file.run.sequence });
  await place(sftp, name, sent);
  return sent;
}

async function upload(sftp: Sftp, name: string, file: Outgoing): Promise<Digest> {
  const bytes = counted(inParts(file, (least) => arrived(sftp, name, least)));
  await sftp.put(bytes, name);
  return bytes.digest();
}

const lookMs = 2;
/** The longest wait for the first bytes: a server that cannot write says so only at the end. */
const patienceMs = 1_000;

async function arrived(sftp: Sftp, name: string, least: number): Promise<void> {
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline;) {
    const there = await sftp.stat(name);
    if (there !== null && there.bytes >= least) return;
    await idle(lookMs);
  }
}

/** The file on the server must be what was sent. */
async function verify(sftp: Sftp, name: string, sent: Digest): Promise<void> {
  await mustBeSent(name, await sftp.get(name), sent);
}

/**
 * Renames the `.part` to its name. A plain rename refuses a name that exists: then an earlier try has
 * renamed it and the answer was lost, so the file must be the same.
 */
async function place(sftp: Sftp, name: string, sent: Digest): Promise<void> {
  if (await sftp.stat(name) === null) {
    try {
      return await sftp.rename(part(name), name);
    } catch (error) {
      if (await sftp.stat(name) === null) throw error;
    }
  }
  await verify(sftp, name, sent);
  await sftp.remove(part(name)).catch(() => {}); // the rename may have been done
}

async function putManifest(sftp: Sftp, manifest: Manifest): Promise<void> {
  const name = inbox(manifestName(stemOf(manifest)));
  const bytes = encoder.encode(JSON.stringify(manifest) + "\n");
  await sftp.put([bytes], part(name));
  await place(sftp, name, await digestOf(oneChunk(bytes)));
}

async function* oneChunk(bytes: Uint8Array) {
  yield bytes;
}

/** Broken twin: no manifest says what the file must hold. */
async function renamed(sftp: Sftp, file: Outgoing): Promise<void> {
  await put(sftp, inbox(`${stemOf(file.run)}.${file.format.name}`), file);
}

/** Broken twin: uploads under the final name, so a reader meets half a file. */
async function underItsName(sftp: Sftp, file: Outgoing): Promise<void> {
  await upload(sftp, inbox(`${stemOf(file.run)}.${file.format.name}`), file);
}

/** Broken twin: each day's file has the same name, and replaces the one before, read or not. */
async function overTheLast(sftp: Sftp, file: Outgoing): Promise<void> {
  const name = inbox(`points.${file.format.name}`);
  await verify(sftp, part(name), await upload(sftp, part(name), file));
  await sftp.posixRename(part(name), name);
  await point("after-rename-before-record", { ops: file.ops, position: file.run.sequence });
}
