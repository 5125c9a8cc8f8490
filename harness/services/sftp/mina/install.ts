/** Apache MINA SSHD: its jars from Maven, and our server, which is compiled once. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Fetching, Installation } from "../../../contract/lab.ts";
import { unavailable } from "../../../errors.ts";
import { cached, cacheDir, exists } from "../../../host/cache.ts";
import { findJava, oldestJava } from "../../../host/java.ts";
import { copyJars } from "../../../host/maven.ts";
import { ProgramError, runProgram, which } from "../../../host/programs.ts";
import { minaVersionOf } from "./version.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const pom = here("pom.xml");
const source = here("Server.java");

/** Null where something must be fetched, or Java is missing. */
export async function findMina(): Promise<Installation | null> {
  const home = join(cacheDir(), await cacheName());
  return await exists(home) && await findJava() !== null ? installationIn(home) : null;
}

/** What it needs and this machine has not: "Java 17 or later and Maven"; null where nothing is missing. */
export async function missingForMina(): Promise<string | null> {
  if (await findMina() !== null) return null;
  const java = await findJava();
  const missing = [
    ...java === null ? [`Java ${oldestJava} or later`] : [],
    ...java !== null && !await hasCompiler(java.program) ? ["the compiler of Java (a JDK)"] : [],
    ...which("mvn") === null ? ["Maven"] : [],
  ];
  return missing.length === 0 ? null : missing.join(" and ");
}

/** Call it where `missingForMina` finds nothing. */
export async function installMina(fetching: Fetching): Promise<Installation> {
  const home = await cached(await cacheName(), async (dir) => {
    fetching.say("local: fetching Apache MINA SSHD from Maven Central (8 jars, 3 MB)");
    const failure = (reason: string, cause: Error) =>
      unavailable(
        `Apache MINA SSHD cannot be fetched: ${reason}; install openssh-server in its place`,
        cause,
      );
    await copyJars(pom, dir, fetching, failure);
    await compile(dir, fetching);
  });
  return await installationIn(home);
}

/** The class path of a folder of `installMina`. */
export const classPath = async (home: string): Promise<string> =>
  [home, ...(await jarsIn(home)).map((name) => join(home, name))].join(":");

/** `javac` is a program of a JDK; Debian's JRE has its module all the same. */
async function compile(dir: string, { signal, env }: Fetching): Promise<void> {
  const { program } = (await findJava())!;
  const options = ["--release", String(oldestJava), "-cp", await classPath(dir), "-d", dir];
  const javac = ["-m", "jdk.compiler/com.sun.tools.javac.Main", ...options, source];
  try {
    await runProgram(program, javac, { signal, env: { ...env, LC_ALL: "C.UTF-8" } });
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    throw unavailable(
      `${program} cannot compile the server on Apache MINA SSHD: ${error.message}; install openssh-server in its place`,
      error,
    );
  }
}

const hasCompiler = async (java: string): Promise<boolean> =>
  (await runProgram(java, ["--list-modules"]).catch(() => "")).includes("jdk.compiler");

async function installationIn(home: string): Promise<Installation> {
  const versions = (await jarsIn(home)).map(minaVersionOf);
  return { home, version: versions.find((version) => version !== null)! };
}

async function jarsIn(home: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(home)) if (name.endsWith(".jar")) names.push(name);
  return names.sort();
}

/** A changed pom or server gets a new folder. */
async function cacheName(): Promise<string> {
  const digest = createHash("sha256");
  for (const path of [pom, source]) digest.update(await Deno.readTextFile(path));
  return `sftp-mina-${digest.digest("hex").slice(0, 8)}`;
}
