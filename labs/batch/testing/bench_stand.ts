/** For benches: the servers of the lab, and its roles without a proxy in their way. */
import { variableOf } from "../../../harness/contract/choice.ts";
import { which } from "../../../harness/host/programs.ts";
import { type Database, openDatabase } from "../../../harness/services/postgres/database.ts";
import type { FileServer } from "../../../harness/services/sftp/address.ts";
import { hostKeyOf } from "../../../harness/services/sftp/keys.ts";
import type { FilesNamespace } from "../../../harness/services/sftp/service.ts";
import { stand } from "../../../testing/stand.ts";
import { choices } from "../choices.ts";
import { batch } from "../lab.ts";

export interface BenchStand extends AsyncDisposable {
  readonly source: Database;
  readonly target: Database;
  readonly targetUrl: string;
  readonly files: FilesNamespace;
  readonly fileServer: FileServer;
  /** A line of `known_hosts`. */
  readonly knownHost: string;
  /** What a run gives these roles, but for their clock. */
  readonly env: Readonly<Record<string, string>>;
}

/** The servers of `push`, with their tables. The roles of the run do nothing. */
export async function openStand(): Promise<BenchStand> {
  await using stack = new AsyncDisposableStack();
  const environment = stack.use(await stand(batch, "push"));
  for (const process of environment.processes) await process.stop();
  const { namespaces, servers } = environment;
  const urlOf = (name: string) => namespaces[name].url(servers[name].access.endpoint);
  const files = namespaces.files as FilesNamespace;
  const { endpoint: { host, port }, password } = servers.files.access;
  const [sourceUrl, targetUrl, filesUrl] = ["source", "target", "files"].map(urlOf);
  const fileEnv = files.env("loader");
  // The harness's own connections give up a statement that takes long.
  const [source, target] = [sourceUrl, targetUrl].map((url) => stack.use(openDatabase({ url })));
  const rest = stack.move();
  return {
    source,
    target,
    targetUrl,
    files,
    fileServer: { url: filesUrl, keyPath: fileEnv.FILES_KEY, hostKey: fileEnv.FILES_HOST_KEY },
    knownHost: `[${host}]:${port} ${(await hostKeyOf(password)).publicText}\n`,
    env: {
      ...Object.fromEntries(
        Object.entries(choices).map(([name, { usual }]) => [variableOf(name), usual]),
      ),
      ...fileEnv,
      ...environment.style.env?.("loader"),
      SOURCE_URL: sourceUrl,
      TARGET_URL: targetUrl,
      FILES_URL: filesUrl,
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

/** Runs a program that the figures are compared with. @throws Error with what it said where it fails */
export async function runOther(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args: [...args], env }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
}

/** Says so where a program is missing. */
export function has(program: string): boolean {
  if (which(program) !== null) return true;
  console.log(`${program} is not on PATH, so it is left out`);
  return false;
}
