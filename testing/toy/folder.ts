/** A service that is a folder. Its server does nothing; its namespace is a folder for one run. */
import { join } from "node:path";
import { capability, offer } from "../../harness/contract/capability.ts";
import type { Namespace, Service } from "../../harness/contract/lab.ts";

/** The capability of things whose files a fault can move away. */
export const hasFiles = capability<FolderNamespace>("files", "files");

export interface FolderNamespace extends Namespace {
  readonly path: string;
}

export const folder: Service<FolderNamespace> = {
  name: "folder",
  local: {
    innerPorts: 0,
    install: () => Promise.resolve({ home: "/", version: "1" }),
    find: () => Promise.resolve({ home: "/", version: "1" }),
    launch: () =>
      Promise.resolve({
        ...{ command: "sleep", args: ["infinity"], env: {} },
        ...{ user: "nobody", stopSignal: "SIGTERM" as const },
      }),
  },
  container: { template: "folder", user: "nobody", port: 1, dataDir: "/", environment: () => ({}) },
  ping: () => Promise.resolve(),
  version: () => Promise.resolve("1"),
  async openNamespace() {
    const path = await Deno.makeTempDir({ prefix: "asynclab-test-" });
    return {
      path,
      url: () => path,
      env: () => ({}),
      [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
    };
  },
  dropNamespace: () => Promise.resolve(),
  offers: (name) => [offer(hasFiles, ({ namespaces }) => namespaces[name] as FolderNamespace)],
};

/** Reads the letters of a file, from whole lines only. Returns none while the file is away. */
export async function lettersIn<T>(folder: string, file: string): Promise<T[]> {
  const text = await Deno.readTextFile(join(folder, file)).catch(() => "");
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}
