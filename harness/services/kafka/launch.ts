/** The data folder of a broker of a run, and the command that serves it. */
import { dirname, join } from "node:path";
import type { Launch, LocalSetup } from "../../contract/lab.ts";
import { localProgramMs as limitMs } from "../../limits.ts";
import { exists } from "../../host/cache.ts";
import { runProgram } from "../../host/programs.ts";
import { bootFolder } from "./boot.ts";
import { clusterIdOf, nodeIdOf, nodesAmong, randomUuid } from "./cluster.ts";
import { type Membership, serverProperties } from "./config.ts";

export async function launchKafka(setup: LocalSetup): Promise<Launch> {
  const { installation, dataDir, port, routes, innerPorts: [controllerPort] } = setup;
  const { formatted, command: [command, ...args] } = await bootFolder(installation);
  const properties = join(dataDir, "server.properties");
  if (!await exists(dataDir)) {
    const half = `${dataDir}.half`;
    await Deno.mkdir(half, { mode: 0o700 });
    // `cp` works in the run's folder, where a sweep finds it.
    await runProgram("cp", ["-a", formatted, join(half, "log")], { cwd: half, limitMs });
    const membership = membershipOf(setup);
    const clusterId = clusterIdOf(dirname(dataDir));
    await nameNode(join(half, "log/meta.properties"), membership.nodeId, clusterId);
    const text = serverProperties(
      join(dataDir, "log"),
      { port, controllerPort, routes },
      membership,
    );
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

/** Gives a copied data folder its own node id, in the run's own cluster. */
async function nameNode(path: string, nodeId: number, clusterId: string): Promise<void> {
  const names = { "node.id": nodeId, "cluster.id": clusterId, "directory.id": randomUuid() };
  let text = await Deno.readTextFile(path);
  for (const [name, value] of Object.entries(names)) {
    text = text.replace(new RegExp(`^${name}=.*$`, "m"), `${name}=${value}`);
  }
  await Deno.writeTextFile(path, text);
}

function membershipOf({ name, peers }: LocalSetup): Membership {
  const nodes = nodesAmong(name, peers).map(({ name, innerPorts: [controllerPort] }) => ({
    id: nodeIdOf(name),
    controllerPort,
  }));
  return { nodeId: nodeIdOf(name), nodes };
}
