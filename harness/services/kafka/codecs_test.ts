import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import kafkajs from "kafkajs";
import snappy from "snappyjs";
import "./codecs.ts";

const { CompressionCodecs: codecs, CompressionTypes: types } = kafkajs;

/** More than two blocks of 64 KB. */
const text = Buffer.from(
  Array.from({ length: 7_000 }, (_, n) => `user ${n % 4} has ${(n * n) % 8} points\n`).join(""),
);

// Written by the reference implementation: python3 -m pip install lz4; lz4.frame.compress(text, …)
for (const name of ["independent_blocks", "dependent_blocks", "checksums_and_length"]) {
  Deno.test(`an LZ4 frame with ${name.replaceAll("_", " ")} is read`, async () => {
    const path = `${import.meta.dirname}/testdata/${name}.lz4`;
    const frame = Buffer.from(await Deno.readFile(path));
    assert(text.equals(await codecs[types.LZ4]().decompress(frame)));
    const cut = frame.subarray(0, frame.length - 60);
    await assert.rejects(codecs[types.LZ4]().decompress(cut), RangeError);
  });
}

Deno.test("snappy is read in both forms: librdkafka's one block, and the blocks of Java's client", async () => {
  const half = text.length / 2;
  const blocks = [text.subarray(0, half), text.subarray(half)].flatMap((part) => {
    const block = Buffer.from(snappy.compress(part));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(block.length);
    return [length, block];
  });
  const version = Buffer.from([0, 0, 0, 1]);
  const header = Buffer.concat([Buffer.from("\x82SNAPPY\0", "latin1"), version, version]);
  const { decompress } = codecs[types.Snappy]();
  assert(text.equals(await decompress(Buffer.concat([header, ...blocks]))));
  assert(text.equals(await decompress(Buffer.from(snappy.compress(text)))));
});

for (const [name, type] of Object.entries(types).filter(([, type]) => typeof type === "number")) {
  if (type === types.None) continue;
  Deno.test(`${name} restores the bytes that it compressed, also an empty text and noise`, async () => {
    const { compress, decompress } = codecs[type as typeof types.GZIP]();
    const noise = crypto.getRandomValues(Buffer.alloc(60_000));
    for (const bytes of [text, noise, Buffer.alloc(0), Buffer.alloc(5_000_000, "a")]) {
      assert(bytes.equals(await decompress(await compress({ buffer: bytes }))));
    }
  });
}
