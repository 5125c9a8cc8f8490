import assert from "node:assert/strict";
import fc from "fast-check";
import { uuidOf } from "./cluster.ts";

Deno.test("an id of 16 bytes never looks like an option to Kafka's tools", () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 32 });
  fc.assert(fc.property(bytes, (bytes) => {
    assert.match(uuidOf(bytes), /^[A-Za-f][\w-]{21}$/);
    assert.equal(uuidOf(bytes), uuidOf(bytes.slice(0, 16)));
  }));
  assert.match(uuidOf(new Uint8Array(16).fill(0xfb)), /^e/, "0xfb… would begin with -");
});
