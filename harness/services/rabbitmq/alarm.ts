/** RabbitMQ with too little room on its disk. It raises an alarm before the disk is full. */
import type { FullDisk, Server } from "../../contract/lab.ts";

/** More than any disk has, in bytes. */
const everything = 1_000_000_000_000_000;
/** RabbitMQ's default for the free space that it needs: 50 MB. */
const usual = 50_000_000;

/**
 * Raises the limit of free space above the disk's size: the alarm is raised, and the broker stops
 * reading from connections that publish. `end` returns how many connections wanted to publish
 * meanwhile.
 *
 * https://www.rabbitmq.com/docs/disk-alarms
 */
export async function alarm(server: Server): Promise<FullDisk> {
  const wantFree = async (bytes: number) => {
    const answer = await ask(server, `rabbit_disk_monitor, set_disk_free_limit, [${bytes}]`);
    if (answer !== "ok") throw new Error(`cannot set the limit of free space: ${answer}`);
  };
  await wantFree(everything);
  return {
    async end() {
      const states = await ask(server, "rabbit_networking, connection_info_all, [[state]]");
      await wantFree(usual);
      return states.match(/\bblocked\b/g)?.length ?? 0;
    },
  };
}

/** Calls a function of the broker's Erlang node: `rabbitmqctl` takes three times as long for the same. */
async function ask(server: Server, call: string): Promise<string> {
  const expression = `
    {ok, Host} = inet:gethostname(),
    Node = list_to_atom(os:getenv("RABBITMQ_NODENAME", "rabbit@" ++ Host)),
    io:format("~w", [rpc:call(Node, ${call}, 10000)]),
    halt().`;
  const name = `asynclab-asks-${crypto.randomUUID().slice(0, 8)}@localhost`;
  return await server.tool("erl", ["-noinput", "-hidden", "-sname", name, "-eval", expression]);
}
