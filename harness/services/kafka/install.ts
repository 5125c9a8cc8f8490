/** Kafka's jars: those of `KAFKA_HOME`, else from Maven. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unavailable } from "../../errors.ts";
import type { Fetching, Installation, Say } from "../../contract/lab.ts";
import { cached, cacheDir, exists } from "../../host/cache.ts";
import { installPackages } from "../../host/debian.ts";
import { findJava, javaPackage } from "../../host/java.ts";
import { copyJars } from "../../host/maven.ts";
import { which } from "../../host/programs.ts";
import { bootFolder } from "./boot.ts";
import { missingJava } from "./java.ts";

/** The container's image is built from the same file, so both run the same Kafka. */
const pom = fileURLToPath(new URL("../../../compose/images/kafka/pom.xml", import.meta.url));

/** Provides the jars, Java, and the files for a fast start. */
export async function installKafka(fetching: Fetching): Promise<Installation> {
  await installTools(fetching.say);
  const installation = await findJars() ?? await fetchJars(fetching);
  await bootFolder(installation, fetching);
  return installation;
}

/**
 * Installs Java, and Maven if the jars must be fetched. One message names both, so that the user
 * installs once.
 */
async function installTools(say: Say): Promise<void> {
  const java = await missingJava();
  const missing = java === null ? [] : [java];
  const packages = java === null ? [] : [javaPackage];
  if (await findJars() === null && which("mvn") === null) {
    missing.push("Maven, which fetches Kafka,");
    packages.push("maven");
  }
  if (packages.length === 0) return;
  const verb = packages.length === 1 ? "is" : "are";
  await installPackages(packages, `${missing.join(" and ")} ${verb} missing`, say);
  const still = await missingJava();
  if (still !== null) {
    throw unavailable(
      `${still} is missing: the Java of this system is older; set JAVA_HOME to a newer one`,
    );
  }
}

/** Null where the jars or Java are missing. */
export async function findKafka(): Promise<Installation | null> {
  return await findJava() === null ? null : await findJars();
}

async function findJars(): Promise<Installation | null> {
  const chosen = Deno.env.get("KAFKA_HOME");
  if (chosen) {
    const home = join(chosen, "libs");
    const version = await versionIn(home);
    if (version === null) {
      throw unavailable(`KAFKA_HOME is ${chosen}, but there is no libs/kafka_2.13-….jar in it`);
    }
    return { home, version };
  }
  const home = join(cacheDir(), await cacheName());
  const version = await versionIn(home);
  return version === null ? null : { home, version };
}

async function versionIn(home: string): Promise<string | null> {
  if (!await exists(home)) return null;
  for await (const { name } of Deno.readDir(home)) {
    const version = /^kafka_2\.13-(.+)\.jar$/.exec(name)?.[1];
    if (version !== undefined) return version;
  }
  return null;
}

/** A changed pom gets a new folder. */
async function cacheName(): Promise<string> {
  const digest = createHash("sha256").update(await Deno.readTextFile(pom)).digest("hex");
  return `kafka-${digest.slice(0, 8)}`;
}

async function fetchJars(fetching: Fetching): Promise<Installation> {
  const home = await cached(await cacheName(), async (dir) => {
    fetching.say("local: fetching Kafka from Maven Central (45 jars, 43 MB)");
    await copyJars(pom, dir, fetching, (reason, cause) =>
      unavailable(
        `Kafka cannot be fetched: ${reason}; unpack a Kafka release yourself and set KAFKA_HOME to it`,
        cause,
      ));
  });
  return { home, version: (await versionIn(home))! };
}
