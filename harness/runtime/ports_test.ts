import assert from "node:assert/strict";
import { Refusal } from "../errors.ts";
import { freePort, isFree, portPicker, reserve } from "./ports.ts";

Deno.test("ports: a port that somebody listens on is not free", () => {
  const port = freePort();
  assert.equal(isFree(port), true);
  using _listener = Deno.listen({ hostname: "127.0.0.1", port });
  assert.equal(isFree(port), false);
});

Deno.test("ports: free ones are drawn once, below the range of client ports", () => {
  const ports = Array.from({ length: 50 }, freePort);
  assert.equal(new Set(ports).size, 50);
  assert.ok(ports.every((port) => port >= 20_000 && port < 32_000), ports.join());
});

Deno.test("ports: from a first port they are consecutive, and one in use is named", () => {
  const first = freePort();
  using _listener = Deno.listen({ hostname: "127.0.0.1", port: first + 1 });
  const picker = portPicker(first);
  assert.equal(picker.next(), first);
  assert.throws(() => picker.next(), (error) => {
    assert.ok(error instanceof Refusal);
    assert.equal(error.code, 69);
    assert.ok(error.message.startsWith(`port ${first + 1} of 127.0.0.1 is in use`));
    return true;
  });
});

Deno.test("ports: a first port out of range is wrong usage", () => {
  for (const portBase of [0, -1, 80, 65_001, 20_000.5, NaN]) {
    assert.throws(() => portPicker(portBase), (error) => {
      assert.ok(error instanceof Refusal);
      assert.equal(error.code, 64);
      return true;
    });
  }
});

Deno.test("ports: one that is reserved is not drawn", () => {
  const all = Array.from({ length: 12_000 }, (_, i) => 20_000 + i);
  const open = freePort();
  const left = freePort();
  reserve(all.filter((port) => port !== open && port !== left));
  assert.throws(() => freePort(), /no free port was found/);
});
