/** For tests: a consumer in its own process, so that it can be killed. Prints the messages it handles. */
import { openRole, ready, setting, sleep, stopping } from "../../../harness/roles/role.ts";
import { rabbitmq } from "./rabbitmq.ts";

openRole();
const receiver = rabbitmq.openReceiver({ group: setting("GROUP") });
const slowAt = setting("SLOW_AT");
await receiver.run({
  async handle({ text }) {
    console.log(`begin ${text}`);
    if (text === slowAt) await sleep(60_000);
    console.log(`end ${text}`);
  },
});
ready();
await new Promise((resolve) => stopping.addEventListener("abort", resolve));
await receiver[Symbol.asyncDispose]();
Deno.exit(0);
