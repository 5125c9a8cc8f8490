/**
 * The files that make a broker start fast: an archive of the classes that the broker loads, which
 * Java maps into memory, and a formatted data folder to copy. They are made once for each pair of
 * Kafka and Java.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { unavailable } from "../../errors.ts";
import type { Fetching, Installation } from "../../contract/lab.ts";
import { cached } from "../../host/cache.ts";
import { findJava } from "../../host/java.ts";
import { ProgramError, runProgram } from "../../host/programs.ts";
import { randomUuid } from "./cluster.ts";
import { serverProperties } from "./config.ts";

export interface Boot {
  /** A formatted data folder on which no broker has run. */
  readonly formatted: string;
  /** The command line of a broker; the path of its properties comes last. */
  readonly command: readonly string[];
}

const heap = ["-Xms96m", "-Xmx320m"];
/** Start-up time matters more here than top speed. A killed process would leave perf data in /tmp. */
const machine = [
  ...["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"],
  ...["-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Xlog:class+path=off"],
  ...["-Djava.net.preferIPv4Stack=true", "-Djava.awt.headless=true"],
  ...["-Dorg.slf4j.simpleLogger.showDateTime=true"],
  "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
];

/** Java cannot open a file with a name that the locale cannot encode. */
const anyName = { LC_ALL: "C.UTF-8" };

const silent: Fetching = { say: () => {}, signal: new AbortController().signal, env: {} };

export async function bootFolder(
  installation: Installation,
  { say, signal, env }: Fetching = silent,
): Promise<Boot> {
  const { home, version } = installation;
  const java = await findJava();
  if (java === null) {
    throw unavailable("Java, which runs Kafka, is missing; set JAVA_HOME to a Java");
  }
  const jars: string[] = [];
  for await (const { name } of Deno.readDir(home)) {
    if (name.endsWith(".jar")) jars.push(join(home, name));
  }
  // In a fixed order: Java rejects the archive if the class path differs.
  const options = [...machine, "-cp", jars.sort().join(":")];
  const id = createHash("sha256").update([java.program, java.version, ...options].join()).digest();
  const name = `kafka-boot-${version}-${id.toString("hex").slice(0, 8)}`;
  const dir = await cached(name, async (dir) => {
    say("local: preparing Kafka for fast starts (once)");
    try {
      await fill(dir, [java.program, ...heap, ...options], { signal, env });
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      throw unavailable(
        `Kafka ${version} does not run with ${java.program}: ${error.message}`,
        error,
      );
    }
  });
  const archive = `-XX:SharedArchiveFile=${join(dir, "classes.jsa")}`;
  return {
    formatted: join(dir, "formatted"),
    command: [java.program, ...heap, archive, ...options, "kafka.Kafka"],
  };
}

async function fill(
  dir: string,
  [java, ...options]: string[],
  setup: Pick<Fetching, "signal" | "env">,
): Promise<void> {
  const properties = join(dir, "server.properties");
  const data = join(dir, "data");
  const [port, controllerPort] = [freePort(), freePort()];
  const text = serverProperties(data, { port, controllerPort, routes: [] });
  await Deno.writeTextFile(properties, text);
  const { signal } = setup;
  const env = { ...setup.env, ...anyName };
  const format = ["kafka.tools.StorageTool", "format", "-c", properties, "-t", randomUuid()];
  await runProgram(java, [...options, ...format], { env, signal });
  await runProgram("cp", ["-a", data, join(dir, "formatted")]);
  const started = AbortSignal.timeout(60_000);
  const archive = `-XX:ArchiveClassesAtExit=${join(dir, "classes.jsa")}`;
  await runProgram(java, [archive, ...options, "kafka.Kafka", properties], {
    env,
    signal: AbortSignal.any([signal, started]),
    endWhen: "Kafka Server started",
  });
  await Deno.remove(data, { recursive: true });
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
