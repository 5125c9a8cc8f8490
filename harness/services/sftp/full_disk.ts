/** A file server without room: files can be made, and nothing can be written into them. */
import type { FullDisk, Server } from "../../contract/lab.ts";
import type { FilesNamespace } from "./namespace.ts";

/** Counts the files of the run's inbox that were made meanwhile and stayed empty. */
export async function fillDisk(server: Server, files: FilesNamespace): Promise<FullDisk> {
  const empty = async () =>
    (await files.list("inbox")).filter(({ bytes }) => bytes === 0).map(({ name }) => name);
  const before = new Set(await empty());
  const full = await server.fillDisk();
  let most = 0;
  const failed = async () => {
    const names = await empty();
    most = Math.max(most, names.filter((name) => !before.has(name)).length);
    return most;
  };
  return {
    failed,
    async end() {
      await failed();
      return Math.max(most, await full.end());
    },
  };
}
