/** The data folder of a Redis of a run, and the command that serves it. */
import { join } from "node:path";
import type { Launch, LocalSetup } from "../../contract/lab.ts";
import { exists } from "../../host/cache.ts";
import { redisConf, user } from "./config.ts";

export async function launchRedis(setup: LocalSetup): Promise<Launch> {
  const { installation, dataDir, port, password } = setup;
  const conf = join(dataDir, "redis.conf");
  if (!await exists(dataDir)) {
    const half = `${dataDir}.half`;
    await Deno.mkdir(half, { mode: 0o700 });
    const text = redisConf(dataDir, port, password);
    await Deno.writeTextFile(join(half, "redis.conf"), text, { mode: 0o600 });
    await Deno.rename(half, dataDir);
  }
  return {
    command: join(installation.home, "redis-server"),
    args: [conf],
    env: {},
    user,
    stopSignal: "SIGTERM",
  };
}
