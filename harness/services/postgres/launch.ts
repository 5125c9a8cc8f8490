/** The data folder of a PostgreSQL server of a run, and the command that serves it. */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { unavailable } from "../../errors.ts";
import type { Installation, Launch, LocalSetup } from "../../contract/lab.ts";
import { localProgramMs as limitMs } from "../../limits.ts";
import { cached, cacheDir, exists } from "../../host/cache.ts";
import { ProgramError, runProgram, which } from "../../host/programs.ts";

const user = "asynclab";
/** PostgreSQL refuses to run as root; this is `nobody` on every Linux. */
const nobody = 65534;

/** Durability keeps its defaults: fsync, synchronous_commit and full_page_writes are on. */
const settings = {
  wal_level: "logical",
  track_commit_timestamp: "on",
  max_prepared_transactions: "64",
  max_connections: "200",
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // The memory is in the data folder instead of /dev/shm: nothing is left after a kill.
  dynamic_shared_memory_type: "mmap",
};

const accessRules = `# Only this machine, only with a password.
host all all 127.0.0.1/32 scram-sha-256
host replication all 127.0.0.1/32 scram-sha-256
`;

export async function launchPostgres(setup: LocalSetup): Promise<Launch> {
  const { installation, dataDir, port, password } = setup;
  if (!await exists(dataDir)) await layData(installation, dataDir, password);
  const options = Object.entries({ ...settings, port: String(port) });
  const postgres = [
    join(installation.home, "bin/postgres"),
    ...["-D", dataDir],
    ...options.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const [command, ...args] = [...await wrapper(), ...postgres];
  return { command, args, env: {}, user, stopSignal: "SIGINT" };
}

/** A new cluster: its system identifier, transaction ids and log positions begin anew. */
export async function renewPostgres(
  { installation, dataDir, password }: Pick<LocalSetup, "installation" | "dataDir" | "password">,
): Promise<void> {
  const [half, old] = [`${dataDir}.half`, `${dataDir}.old`];
  for (const folder of [half, old]) {
    if (await exists(folder)) await Deno.remove(folder, { recursive: true });
  }
  // A copy of the folder that was made once does not help: all copies have the same system identifier.
  await makeData(installation, half);
  await setPassword(installation, half, password);
  // The old cluster stays until the new one is complete: a run may be interrupted here.
  if (await exists(dataDir)) await Deno.rename(dataDir, old);
  await Deno.rename(half, dataDir);
  await Deno.remove(old, { recursive: true }).catch(() => {}); // there was none
}

/** Copies a folder that `initdb` made once; the password is this server's own. */
async function layData(installation: Installation, dataDir: string, password: string) {
  const template = await templateOf(installation);
  const half = `${dataDir}.half`;
  // Programs of a run work in its folder, where a sweep finds them.
  const cwd = dirname(dataDir);
  await runProgram("cp", ["-a", "--reflink=auto", join(template, "data"), half], {
    cwd,
    limitMs,
  });
  await setPassword(installation, half, password);
  await Deno.rename(half, dataDir);
}

/**
 * Passes the password over standard input, because other users can read arguments and files.
 * Hexadecimal needs no quoting.
 */
async function setPassword({ home }: Installation, data: string, password: string) {
  await asServerUser(join(home, "bin/postgres"), ["--single", "-F", "-D", data, "postgres"], {
    cwd: dirname(data),
    limitMs,
    input: `alter role ${user} password '${password}'\n`,
  });
}

async function templateOf(installation: Installation): Promise<string> {
  const { home, version } = installation;
  const id = createHash("sha256").update(`${home} ${accessRules}`).digest("hex").slice(0, 8);
  return await cached(`postgres-data-${version}-${id}`, async (dir) => {
    const isFetched = home.startsWith(cacheDir());
    await mustReach(join(home, "bin/postgres"), isFetched ? otherCache : openHome);
    await mustReach(dir, otherCache);
    await makeData(installation, join(dir, "data"));
  });
}

/** A cluster without a password. */
async function makeData({ home }: Installation, data: string): Promise<void> {
  await Deno.mkdir(data, { mode: 0o700 });
  if (isRoot()) await Deno.chown(data, nobody, nobody);
  try {
    await asServerUser(join(home, "bin/initdb"), [
      ...["--pgdata", data, "--username", user, "--auth", "trust"],
      ...["--encoding", "UTF8", "--locale", "C"],
    ], { cwd: dirname(data) });
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    throw unavailable(`PostgreSQL's initdb of ${home} does not work: ${error.message}`, error);
  }
  await Deno.writeTextFile(join(data, "pg_hba.conf"), accessRules);
}

const isRoot = () => Deno.uid() === 0;

const toNobody = ["--reuid", String(nobody), "--regid", String(nobody), "--clear-groups"];

function asServerUser(
  program: string,
  args: string[],
  options: { input?: string; cwd?: string; limitMs?: number } = {},
) {
  const env = { LC_ALL: "C", LANG: "C" };
  return isRoot()
    ? runProgram("setpriv", [...toNobody, program, ...args], { cwd: "/", ...options, env })
    : runProgram(program, args, { ...options, env });
}

const openHome = "move PostgreSQL to a folder that all may enter, e.g. /opt";
const otherCache = "set ASYNCLAB_CACHE to a folder that all may enter, e.g. /var/cache/asynclab";

/** A user other than root must be able to enter every parent folder. */
async function mustReach(path: string, remedy: string): Promise<void> {
  if (!isRoot()) return;
  for (let dir = dirname(await Deno.realPath(path)); dir !== "/"; dir = dirname(dir)) {
    const { mode } = await Deno.stat(dir);
    if (mode === null || (mode & 0o001) !== 0) continue;
    throw unavailable(
      `PostgreSQL cannot run as root, and no other user may enter ${dir}; ${remedy}`,
    );
  }
}

/**
 * The command that puts the server into its own Linux namespaces, where that is possible. Killing
 * the first process then ends all processes at once, busy backends too, and removes the shared
 * memory.
 */
async function wrapper(): Promise<string[]> {
  const unshare = which("unshare");
  const setpriv = which("setpriv");
  if (isRoot() && setpriv === null) {
    throw unavailable(
      "PostgreSQL cannot run as root, and setpriv is missing; install util-linux, or run asynclab as another user",
    );
  }
  const namespaces = ["--pid", "--ipc", "--fork", "--kill-child"];
  // Changing the user clears the parent-death signal, so the same call sets it again.
  const choices = isRoot()
    ? [[unshare, ...namespaces, "--", setpriv, ...toNobody, "--pdeathsig", "KILL"]]
    : [[unshare, "--user", "--map-current-user", ...namespaces, "--"]];
  for (const choice of choices) {
    const [command, ...args] = choice;
    if (command === null) continue;
    const works = runProgram(command, [...args as string[], "true"]).then(() => true, () => false);
    if (await works) return choice as string[];
  }
  return isRoot() ? [setpriv!, ...toNobody] : [];
}
