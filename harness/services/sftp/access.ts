/** The harness's own connection to a file server, and its first requests. */
import net from "node:net";
import type { Access } from "../../contract/lab.ts";
import { within } from "../../timer.ts";
import type { Target } from "./address.ts";
import { type Sftp, sftpTo } from "./client.ts";
import { versionIn } from "./install.ts";
import { clientKeyOf, hostKeyOf } from "./keys.ts";
import { minaVersionIn } from "./mina/version.ts";

const pingMs = 2_000;

/** Its keys follow from the password of the server. */
export const targetFor = async (
  { endpoint, user, password }: Access,
  folder = "",
): Promise<Target> => ({
  ...endpoint,
  user,
  folder,
  privateKey: (await clientKeyOf(password)).privateText,
  hostKey: (await hostKeyOf(password)).fingerprint,
});

/** Runs the work on a new connection. */
export async function withFiles<T>(access: Access, work: (files: Sftp) => Promise<T>): Promise<T> {
  using files = sftpTo(await targetFor(access));
  return await work(files);
}

/** Resolves when the server answers an SFTP request. */
export async function ping(access: Access): Promise<void> {
  const complaint = `The file server did not answer within ${pingMs / 1_000} s`;
  await withFiles(access, (files) => within(pingMs, files.realPath(""), complaint));
}

/** The version in the first line that the server says: `SSH-2.0-OpenSSH_9.2p1 Debian-2`, `SSH-2.0-APACHE-SSHD-2.16.0`. */
export async function version({ endpoint }: Access): Promise<string> {
  const socket = net.connect(endpoint);
  try {
    const line = new Promise<string>((resolve, reject) => {
      socket.once("data", (bytes) => resolve(bytes.toString("latin1").split("\n")[0]));
      socket.once("error", reject);
    });
    const said = await within(pingMs, line, "The file server did not say its version");
    return versionIn(said) ?? minaVersionIn(said) ?? said.trim();
  } finally {
    socket.destroy();
  }
}
