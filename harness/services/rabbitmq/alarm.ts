/** RabbitMQ with too little room on its disk. It does not wait until nothing is left. */
import type { FullDisk, Server } from "../../lab.ts";

/** More than any disk has, in bytes. */
const everything = "1000000000000000";
/** What RabbitMQ wants to be free unless it is told: 50 MB. */
const usual = "50000000";

/**
 * Raises the limit of free space above what there is: the alarm goes off, and no connection that
 * publishes is read from any more. `end` tells how many connections wanted to publish meanwhile.
 *
 * https://www.rabbitmq.com/docs/disk-alarms
 */
export async function alarm(server: Server): Promise<FullDisk> {
  const control = (...words: string[]) => server.tool("rabbitmqctl", ["--quiet", ...words]);
  await control("set_disk_free_limit", everything);
  return {
    async end() {
      const states = await control("list_connections", "state");
      await control("set_disk_free_limit", usual);
      return states.split("\n").filter((state) => state.trim() === "blocked").length;
    },
  };
}
