/** Reads, over SFTP, what the server's system says of its sockets. */
import type { Sftp } from "./client.ts";
import { names } from "./config.ts";
import { whole } from "./pieces.ts";

const tables = ["/proc/net/tcp", "/proc/net/tcp6"];
/** State CLOSE_WAIT: the client has closed its end, and the server has not read all of it. */
const closeWait = "08";

/** True while the server has something left to read from a client that has ended. */
export async function hasUnreadEnds(files: Sftp): Promise<boolean> {
  const [port, ...texts] = await Promise.all([
    portOf(files),
    ...tables.map((at) => text(files, at)),
  ]);
  return texts.some((table) => endedAt(table, port) > 0);
}

/** The port on its own machine: a container has another one than the harness dials. */
async function portOf(files: Sftp): Promise<number> {
  // The run's folder is in the folder of all runs, which is beside the settings.
  const port = /^Port (\d+)$/m.exec(await text(files, `../../${names.config}`))?.[1];
  if (port === undefined) throw new Error("The settings of the file server name no port");
  return Number(port);
}

async function text(files: Sftp, name: string): Promise<string> {
  const content = await files.get(name);
  return content === null ? "" : new TextDecoder().decode(await whole(content));
}

/** The number of connections to this port whose other end was closed, in a table of `/proc/net`. */
export function endedAt(table: string, port: number): number {
  const end = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return table.split("\n").map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(end) && state === closeWait).length;
}
