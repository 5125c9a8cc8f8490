/** The data folder of a RabbitMQ server of a run, and the command that serves it. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Launch, LocalSetup } from "../../contract/lab.ts";
import { exists } from "../../host/cache.ts";
import { which } from "../../host/programs.ts";
import { maxMessageBytes, user } from "./settings.ts";

/** The settings, as Erlang terms; hexadecimal needs no quoting. Only the first start uses the password. */
const settings = (port: number, password: string) =>
  `[{rabbit, [
  {tcp_listeners, [{"127.0.0.1", ${port}}]},
  {default_user, <<"${user}">>}, {default_pass, <<"${password}">>},
  {max_message_size, ${maxMessageBytes}}]},
 {ra, [{wal_max_size_bytes, 67108864}]}].
`;

/**
 * Erlang's nodes find each other through `epmd`, a daemon that would outlive the run. So this
 * server has its own `epmd` on its own port. That `epmd` is a child of the server's first process and
 * ends with it.
 */
const script = (home: string, epmdPort: number) => {
  const setpriv = which("setpriv");
  const bound = setpriv === null ? "" : `${setpriv} --pdeathsig KILL `;
  return `${bound}epmd -port ${epmdPort} -address 127.0.0.1 & exec "${home}/rabbitmq-server"`;
};

export async function launchRabbit(setup: LocalSetup): Promise<Launch> {
  const { installation: { home }, dataDir, port, innerPorts: [epmdPort, distributionPort] } = setup;
  if (!await exists(dataDir)) await layData(dataDir, port, setup.password);
  const at = (name: string) => join(dataDir, name);
  return {
    command: "/bin/sh",
    args: ["-c", script(home, epmdPort)],
    env: {
      HOME: dataDir,
      // Then the server's script replaces itself by the server, so that the server gets the signals.
      RUNNING_UNDER_SYSTEMD: "true",
      // The machine's own settings must not apply to the run.
      RABBITMQ_CONF_ENV_FILE: "/dev/null",
      RABBITMQ_CONFIG_FILE: at("rabbitmq.conf"),
      RABBITMQ_CONFIG_FILES: at("conf.d"),
      RABBITMQ_ADVANCED_CONFIG_FILE: at("advanced.config"),
      RABBITMQ_ENABLED_PLUGINS_FILE: at("enabled_plugins"),
      RABBITMQ_NODENAME: `asynclab${port}@localhost`,
      RABBITMQ_MNESIA_BASE: at("mnesia"),
      RABBITMQ_LOG_BASE: at("log"),
      RABBITMQ_LOGS: "-",
      RABBITMQ_DIST_PORT: String(distributionPort),
      ERL_EPMD_PORT: String(epmdPort),
      ERL_EPMD_ADDRESS: "127.0.0.1",
      ERL_FLAGS: "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}",
      ERL_CRASH_DUMP_SECONDS: "0",
    },
    user,
    stopSignal: "SIGTERM",
  };
}

/** Mode 0700: RabbitMQ writes its settings and the password into files that all users can read. */
async function layData(dataDir: string, port: number, password: string): Promise<void> {
  const half = `${dataDir}.half`;
  await Deno.mkdir(half, { mode: 0o700 });
  const write = (name: string, text: string, mode = 0o600) =>
    Deno.writeTextFile(join(half, name), text, { mode });
  await write("advanced.config", settings(port, password));
  await write("enabled_plugins", "[].\n");
  await write(".erlang.cookie", randomBytes(24).toString("hex"), 0o400);
  await Deno.rename(half, dataDir);
}
