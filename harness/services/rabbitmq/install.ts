/** RabbitMQ's programs: those of this machine, else the Debian package. */
import { dirname, join } from "node:path";
import { unavailable } from "../../errors.ts";
import type { Fetching, Installation } from "../../contract/lab.ts";
import { installPackages } from "../../host/debian.ts";
import { isProgram, which } from "../../host/programs.ts";

/** The first version with quorum queues, streams, and dead letters that are not lost on their way. */
const oldest = "3.10";
/** Debian's commands in /usr/sbin are wrappers that change user and folder; these programs are not. */
const debianFolder = "/usr/lib/rabbitmq/bin";

export async function installRabbit({ say }: Fetching): Promise<Installation> {
  const found = await findRabbit();
  if (found !== null) return found;
  await installPackages(["rabbitmq-server"], "RabbitMQ is missing", say);
  const installed = await findRabbit();
  if (installed !== null) return installed;
  throw unavailable(
    `RabbitMQ ${oldest} is missing: the package of this system is older; install a newer one, ` +
      "or say --runtime docker",
  );
}

/** `home` is the folder with `rabbitmq-server` and `rabbitmq-env`. */
export async function findRabbit(): Promise<Installation | null> {
  if (which("erl") === null || which("epmd") === null) return null;
  const server = which("rabbitmq-server");
  const folders = server === null ? [] : [dirname(await Deno.realPath(server))];
  for (const home of [...folders, debianFolder]) {
    if (!isProgram(join(home, "rabbitmq-server"))) continue;
    const version = await versionOf(home);
    if (version !== null && isRecent(version)) return { home, version };
  }
  return null;
}

/**
 * Reads the version from the name of RabbitMQ's application folder: running the program would start
 * a whole Erlang machine.
 */
async function versionOf(home: string): Promise<string | null> {
  try {
    const plugins = join(dirname(await Deno.realPath(join(home, "rabbitmq-env"))), "../plugins");
    for await (const { name } of Deno.readDir(plugins)) {
      const version = /^rabbit-(\d+\.\d+[.\d]*?)(\.ez)?$/.exec(name)?.[1];
      if (version !== undefined) return version;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return null;
}

function isRecent(version: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  const [leastMajor, leastMinor] = oldest.split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
