/** Functions that wait, for the tests of RabbitMQ. */
import assert from "node:assert/strict";
import type { BrokerNamespace } from "../broker.ts";

export async function until(done: () => Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + 20_000; !await done();) {
    assert.ok(performance.now() < deadline, "the condition never became true");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits for this lag: just after a start, a queue counts too few messages until it has read its log. */
export async function untilLag(
  namespace: BrokerNamespace,
  group: string,
  count: number,
): Promise<void> {
  await until(async () => await namespace.lag(group) === count);
}
