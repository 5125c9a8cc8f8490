/**
 * Files over SCP: the older protocol, in which a program `scp` at each end of a command's standard
 * streams says the length and then the bytes. It knows no list, no rename and no flush. No standard
 * describes it: it is what `scp.c` of OpenSSH does.
 */
import { type FileServer, pathIn, type Target, targetOf } from "./address.ts";
import { connect } from "./connection.ts";
import { isMissing } from "./errors.ts";
import { lazily } from "./lazy.ts";
import { type Content, pieces } from "./pieces.ts";
import { type Command, openCommand } from "./scp_command.ts";

/**
 * Names are relative to the folder of the address. The connection opens at the first call, and again
 * at the first call after it ended. Each file is a command of its own on it.
 *
 * Every call throws HostKeyError where the server has another key than it must have, FileError where
 * the server refuses, and Late where the server stays silent for 5 s.
 */
export interface Scp extends Disposable {
  /**
   * Writes a file, over one that is there; a reader may see half of it meanwhile. Resolves when the
   * server has all bytes, perhaps not yet on its disk.
   *
   * @param bytes its length, which is sent first
   * @throws Error where the content has another length; then the server has a part of it
   */
  put(content: Content, name: string, bytes: number): Promise<void>;
  /** The content of a file; null where there is none. */
  get(name: string): Promise<AsyncIterable<Uint8Array> | null>;
}

/** For a role: its environment says where the server is. */
export const openScp = (server: FileServer): Scp => scpTo(targetOf(server));

export function scpTo(target: Target): Scp {
  const lazy = lazily(() => connect(target), ({ isOpen }) => isOpen);
  const command = async (flag: "-t" | "-f", name: string) =>
    await openCommand(await lazy.open(), `scp ${flag} -- ${quoted(pathIn(target, name))}`);
  return {
    async put(content, name, bytes) {
      using scp = await command("-t", name);
      await send(scp, content, name, bytes);
    },
    async get(name) {
      const scp = await command("-f", name);
      try {
        return contentOf(scp, name, await lengthOf(scp, name));
      } catch (error) {
        scp[Symbol.dispose]();
        if (isMissing(error)) return null;
        throw error;
      }
    },
    [Symbol.dispose]: () => lazy[Symbol.dispose](),
  };
}

/** One word for the server's shell. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

const pieceBytes = 128 * 1024;
const ok = new Uint8Array(1);

async function send(scp: Command, content: Content, name: string, bytes: number): Promise<void> {
  const what = `write '${name}'`;
  await scp.acknowledged(what);
  // The name counts only where the server finds a folder.
  await scp.write(new TextEncoder().encode(`C0644 ${bytes} file\n`));
  await scp.acknowledged(what);
  let sent = 0;
  for await (const piece of pieces(content, pieceBytes)) {
    sent += piece.length;
    if (sent > bytes) throw wrongLength(name, `more than ${bytes}`, bytes);
    await scp.write(piece);
  }
  if (sent < bytes) throw wrongLength(name, String(sent), bytes);
  await scp.write(ok);
  await scp.acknowledged(what);
}

const wrongLength = (name: string, had: string, bytes: number) =>
  new Error(
    `The content for '${name}' has ${had} bytes; it must have the ${bytes} that were announced`,
  );

/** The length that the server announces. */
async function lengthOf(scp: Command, name: string): Promise<number> {
  await scp.write(ok);
  const line = await scp.line(`read '${name}'`);
  const length = /^C[0-7]{4} (\d+) /.exec(line)?.[1];
  if (length === undefined) throw new Error(`Cannot read '${name}': scp said '${line}'`);
  await scp.write(ok);
  return Number(length);
}

async function* contentOf(scp: Command, name: string, bytes: number) {
  using _ended = scp;
  for (let left = bytes; left > 0;) {
    const chunk = await scp.some(left);
    left -= chunk.length;
    yield chunk;
  }
  // Only now does scp say whether it could read the whole file.
  await scp.acknowledged(`read '${name}'`);
  await scp.write(ok);
}
