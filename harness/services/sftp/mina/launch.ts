/** The data folder of an Apache MINA SSHD of a run, and the command that serves it. */
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Launch, LocalSetup } from "../../../contract/lab.ts";
import { unavailable } from "../../../errors.ts";
import { exists } from "../../../host/cache.ts";
import { findJava } from "../../../host/java.ts";
import { loginFolder, names } from "../config.ts";
import { layFiles } from "../layout.ts";
import { restraints } from "../restraints.ts";
import { classPath } from "./install.ts";

/** It starts soon and stays small. A killed process would leave perf data in /tmp. */
const machine = [
  ...["-Xms32m", "-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"],
  ...["-Djava.net.preferIPv4Stack=true", "-Djava.awt.headless=true"],
  ...["-Dfile.encoding=UTF-8", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"],
];

/** Sessions begin in the folder in which Java starts. */
const startIn = `cd "$1" && shift && exec "$@"`;

export async function launchMina(setup: LocalSetup): Promise<Launch> {
  const { installation, dataDir, port, password } = setup;
  const java = await findJava();
  if (java === null) {
    throw unavailable("Java, which runs Apache MINA SSHD, is missing; set JAVA_HOME to a Java");
  }
  const user = userInfo().username;
  const settings = `ListenAddress 127.0.0.1\nPort ${port}\nAllowUsers ${user}\n`;
  if (!await exists(dataDir)) await layFiles(dataDir, password, { [names.config]: settings });
  const [command, ...args] = [
    ...await restraints(),
    ...["/bin/sh", "-c", startIn, "sh", join(dataDir, loginFolder)],
    ...[java.program, ...machine, "-cp", await classPath(installation.home), "Server", dataDir],
  ];
  // Java cannot open a file with a name that the locale cannot encode.
  return { command, args, env: { LC_ALL: "C.UTF-8" }, user, stopSignal: "SIGTERM" };
}
