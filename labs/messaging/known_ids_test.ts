import assert from "node:assert/strict";
import { knownIds } from "./known_ids.ts";

const mebibyte = 2 ** 20;

Deno.test("a million known ids take less than 256 MiB, and the bound holds", () => {
  const before = Deno.memoryUsage().heapUsed;
  const known = knownIds(1_000_000, 3_600_000);
  const first = crypto.randomUUID();
  known.add(first);
  for (let i = 1; i < 1_000_000; i++) known.add(crypto.randomUUID());
  assert(known.has(first));
  const last = crypto.randomUUID();
  for (let i = 0; i < 200_000; i++) known.add(crypto.randomUUID());
  known.add(last);
  const grownBytes = Deno.memoryUsage().heapUsed - before;
  assert(grownBytes < 256 * mebibyte, `${Math.round(grownBytes / mebibyte)} MiB`);
  assert(known.has(last));
});

Deno.test("the id that was seen longest ago is forgotten", () => {
  const known = knownIds(3, 3_600_000);
  for (const id of ["a", "b", "c"]) known.add(id);
  assert(known.has("a"));
  known.add("d");
  assert(!known.has("b"));
  assert(known.has("a") && known.has("c") && known.has("d"));
});

Deno.test("an id is known for its time to live", async () => {
  const known = knownIds(10, 30);
  known.add("a");
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert(!known.has("a"));
});
