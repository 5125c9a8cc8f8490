import assert from "node:assert/strict";
import { exitCode, NotReady } from "../../errors.ts";
import { retryUntilAvailable } from "./client.ts";

/** The error that kafkajs throws; its class is not exported. */
const about = (retriable: boolean) =>
  Object.assign(new Error("This is not the correct coordinator for this group"), {
    name: "KafkaJSProtocolError",
    retriable,
  });

Deno.test("a broker that is not ready is asked again until it is ready", async () => {
  let asked = 0;
  const answer = await retryUntilAvailable(() =>
    ++asked < 3 ? Promise.reject(about(true)) : Promise.resolve("yes")
  );
  assert.deepEqual([answer, asked], ["yes", 3]);
});

Deno.test("a broker that never gets ready ends the run with one sentence and exit code 69", async () => {
  const error = await retryUntilAvailable(() => Promise.reject(about(true))).catch((e) => e);
  assert(error instanceof NotReady, "a fault retries on NotReady");
  assert.equal(error.code, exitCode.unavailable);
  assert.match(error.message, /without being ready: .* coordinator .*asynclab down/);
});

Deno.test("any other error of a broker is thrown at once, unchanged", async () => {
  const other = about(false);
  await assert.rejects(retryUntilAvailable(() => Promise.reject(other)), other);
});
