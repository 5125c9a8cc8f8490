/** For tests: a consumer as a process of its own, so that it can be killed. Prints what it handles. */
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
