/** A broker's data folder of a run, and the command that serves it. */
import { join } from "node:path";
import type { Launch, LocalSetup } from "../../lab.ts";
import { exists } from "../local/cache.ts";
import { runProgram } from "../local/programs.ts";
import { bootFolder, clusterId } from "./boot.ts";
import { serverProperties } from "./config.ts";

export async function launchKafka(setup: LocalSetup): Promise<Launch> {
  const { installation, dataDir, port, ways, innerPorts: [controllerPort] } = setup;
  const { formatted, command: [command, ...args] } = await bootFolder(installation);
  const properties = join(dataDir, "server.properties");
  if (!await exists(dataDir)) {
    const half = `${dataDir}.half`;
    await Deno.mkdir(half, { mode: 0o700 });
    // Works in the run's folder: a sweep finds it there.
    await runProgram("cp", ["-a", formatted, join(half, "log")], { cwd: half });
    await nameCluster(join(half, "log/meta.properties"));
    const text = serverProperties(join(dataDir, "log"), { port, controllerPort, ways });
    await Deno.writeTextFile(join(half, "server.properties"), text);
    await Deno.rename(half, dataDir);
  }
  return {
    command,
    args: [`-Djava.io.tmpdir=${dataDir}`, ...args, properties],
    env: {},
    user: "",
    stopSignal: "SIGTERM",
  };
}

/** A copy of a formatted folder is a cluster of its own. */
async function nameCluster(path: string): Promise<void> {
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace(/^cluster\.id=.*$/m, `cluster.id=${clusterId()}`));
}
