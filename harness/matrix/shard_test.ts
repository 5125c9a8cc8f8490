import assert from "node:assert/strict";
import fc from "fast-check";
import { exitCode, Refusal } from "../errors.ts";
import { parseShard, partOf, type Shard, shardOf, sizeOfPart, textOfShard } from "./shard.ts";

Deno.test("a shard is I/N, and nothing else is", () => {
  assert.deepEqual(parseShard("1/1"), { index: 1, of: 1 });
  assert.deepEqual(parseShard("2/12"), { index: 2, of: 12 });
  assert.deepEqual(parseShard("1000/1000"), { index: 1_000, of: 1_000 });
  const wrong = ["3/2", "0/2", "a/b", "1/0", "", "/", "1", "1/", "/2", "1/2/3", "-1/2", "1.5/2"];
  for (const text of [...wrong, "01/2", "1/1001", " 1/2", "1/2\n", "1e0/2"]) {
    assert.throws(
      () => parseShard(text),
      (error) =>
        error instanceof Refusal && error.code === exitCode.usage &&
        error.message.startsWith(`--shard cannot be '${text}'; it must be I/N`),
      text,
    );
  }
});

const anyShards = fc.integer({ min: 1, max: 50 }).map((of) =>
  Array.from({ length: of }, (_, at): Shard => ({ index: at + 1, of }))
);

Deno.test("the text of a shard is read back as the same shard", () => {
  fc.assert(fc.property(anyShards, (shards) => {
    for (const shard of shards) assert.deepEqual(shardOf(textOfShard(shard)), shard);
  }));
});

Deno.test("shards are disjoint, complete and balanced, and keep the order", () => {
  fc.assert(fc.property(fc.nat({ max: 200 }), anyShards, (length, shards) => {
    const list = Array.from({ length }, (_, at) => at);
    const parts = shards.map((shard) => partOf(list, shard));
    assert.deepEqual(parts.flat().sort((a, b) => a - b), list);
    const sizes = parts.map((part) => part.length);
    assert(Math.max(...sizes) - Math.min(...sizes) <= 1);
    assert.deepEqual(sizes, shards.map((shard) => sizeOfPart(length, shard)));
    for (const part of parts) assert.deepEqual(part, part.toSorted((a, b) => a - b));
  }));
});

Deno.test("neighbours of the list are in different shards", () => {
  assert.deepEqual(partOf([..."abcde"], { index: 2, of: 2 }), ["b", "d"]);
});
