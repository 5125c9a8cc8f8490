/** Lines about the traffic of links: which of them cannot be read, and the facts of the others. */
import assert from "node:assert/strict";
import { reading } from "./read_testing.ts";

const traffic = (fields: Record<string, unknown> = {}) =>
  JSON.stringify({ at: 7, kind: "traffic", link: "relay-source", up: 10, down: 20, ...fields }) +
  "\n";

const bad = [
  ...[undefined, null, ""].map((link) => traffic({ link })),
  ...["up", "down"].flatMap((field) =>
    [undefined, null, -1, "10"].map((bytes) => traffic({ [field]: bytes }))
  ),
  ...[-1, "3"].map((requests) => traffic({ requests })),
  ...["outbox", [1], {}].map((tables) => traffic({ tables })),
];

Deno.test("a line of traffic that says too little cannot be read", async () => {
  for (const text of bad) {
    const { unreadable } = await reading(text);
    assert.equal(unreadable.count, 1, text);
  }
});

Deno.test("the traffic of a link is told once, and a second line of it cannot be read", async () => {
  const facts = await reading(
    traffic({ requests: 3, tables: ["outbox"] }) + traffic({ link: "login-source" }),
  );
  assert.deepEqual(facts.traffic, [
    { link: "login-source", up: 10, down: 20, requests: null, tables: null },
    { link: "relay-source", up: 10, down: 20, requests: 3, tables: ["outbox"] },
  ]);
  const twice = await reading(traffic() + traffic({ up: 99 }));
  assert.equal(twice.unreadable.count, 1);
  assert.match(twice.unreadable.first[0].why, /traffic of relay-source a second time/);
  assert.equal(twice.traffic[0].up, 10);
});
