/** The outbox over brokers other than Kafka: the same relay, with another sender. */
import { keepsUnder, over, warm } from "../../testing/lab_steps.ts";
import { outbox } from "./lab.ts";

for (const broker of ["rabbitmq", "redis-streams"]) {
  Deno.test(`outbox over ${broker} keeps its promises on local servers`, async (t) => {
    const lab = over(outbox, broker);
    await using here = await warm(lab);
    await keepsUnder(t, here, lab, "status", ["poison-message"]);
  });
}
