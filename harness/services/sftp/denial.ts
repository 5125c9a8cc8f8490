/** Takes the write permission of a run's inbox away, and counts what the server refused meanwhile. */
import type { Denial } from "../../contract/file_server.ts";
import type { Sftp } from "./client.ts";
import { names } from "./config.ts";
import type { FilesNamespace } from "./namespace.ts";
import { whole } from "./pieces.ts";

export async function denyWrites(namespace: FilesNamespace): Promise<Denial> {
  const { files, folder } = namespace;
  // The run's folder is in the folder of all runs, which is beside the log.
  const log = `../../${names.requests}`;
  const from = (await files.stat(log))?.bytes ?? 0;
  await namespace.denyWrites();
  const refused = async () => refusalsIn(await textFrom(files, log, from), folder);
  return {
    refused,
    async end() {
      await namespace.allowWrites();
      return await refused();
    },
  };
}

async function textFrom(files: Sftp, name: string, from: number): Promise<string> {
  const content = await files.get(name, from);
  return content === null ? "" : new TextDecoder().decode(await whole(content));
}

/**
 * The number of requests that were refused for lack of permission. The SFTP server logs each of them;
 * for SCP the log has the exit code of each command that was to write into this folder.
 */
export function refusalsIn(log: string, folder: string): number {
  return log.split("\n").filter((line) =>
    /sent status Permission denied/.test(line) ||
    (/^exit code \d+: scp -t /.test(line) && line.includes(`'${folder}/inbox/`))
  ).length;
}
