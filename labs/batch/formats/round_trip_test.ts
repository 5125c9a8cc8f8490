/** Whatever people type comes out of each format as it went in, however the bytes are cut. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Format } from "./format.ts";
import { NotThisFormat } from "./format.ts";
import { formats } from "./mod.ts";
import { badRows, cutAt, fileOf, goodRows, readAll, rowOf, rows } from "./testing/files.ts";

const places = fc.array(fc.nat(), { maxLength: 20 });

for (const format of Object.values<Format>(formats)) {
  const { name } = format;

  Deno.test(`${name}: rows come back as they were, wherever the pieces of the file are cut`, async () => {
    await fc.assert(
      fc.asyncProperty(rows, places, async (sent, cuts) => {
        const file = await fileOf(format, sent);
        const read = await readAll(format, cutAt(file, cuts));
        assert.deepEqual(badRows(read), []);
        assert.deepEqual(
          goodRows(read).map((row) => ({ ...row })),
          sent.map((row) => ({ ...row })),
        );
        assert.deepEqual(read.map(({ line }) => line), sent.map((_, i) => i + 1));
      }),
      { numRuns: 300 },
    );
  });

  Deno.test(`${name}: rows come back from single bytes`, async () => {
    const notes = [
      "",
      "봄 행사\r\n😀",
      '"',
      "=1+1",
      "\uFFFD",
      "]]>",
      "\u0001\uFFFF",
      "\r",
      "\n",
      "a=b c",
    ];
    const sent = notes.map((note, op) => rowOf(op, { note, user: `이${op}` }));
    const file = await fileOf(format, sent);
    const read = await readAll(format, cutAt(file, [...file.keys()]));
    assert.deepEqual(badRows(read), []);
    assert.deepEqual(goodRows(read).map((row) => ({ ...row })), sent);
  });

  Deno.test(`${name}: a file without rows is not empty, an empty file is refused`, async () => {
    const file = await fileOf(format, []);
    assert(file.length > 0);
    assert.deepEqual(await readAll(format, cutAt(file)), []);
    for (const bytes of ["", "\uFEFF", "\n", " "]) {
      const empty = new TextEncoder().encode(bytes);
      await assert.rejects(readAll(format, cutAt(empty)), NotThisFormat, JSON.stringify(bytes));
    }
  });

  Deno.test(`${name}: a cell of 1 MB is loaded; one of 10 MB is a bad row beside good ones`, async () => {
    for (const unit of ["x", "봄", '"', "\u0001"]) {
      const large = rowOf(2, { note: unit.repeat(1_000_000) });
      const file = await fileOf(format, [rowOf(1), large, rowOf(3)]);
      const cuts = Array.from({ length: Math.ceil(file.length / 50_000) }, (_, i) => i * 50_000);
      const read = await readAll(format, cutAt(file, cuts));
      assert.deepEqual(goodRows(read).map((row) => row.note.length), [0, 1_000_000, 0]);
      assert.equal(goodRows(read)[1].note, large.note);
    }
    const file = await fileOf(format, [
      rowOf(1),
      rowOf(2, { note: "x".repeat(10_000_000) }),
      rowOf(3),
    ]);
    const read = await readAll(format, cutAt(file));
    assert.deepEqual(goodRows(read).map(({ op }) => op), ["1", "3"]);
    const [bad] = badRows(read);
    assert.equal(bad.line, 2);
    assert.match(bad.reason, /note has 10000000 characters, at most 1000000 are loaded/);
    assert(bad.raw.length <= 2_000);
  });

  Deno.test(`${name}: half a surrogate pair is not written as another character`, async () => {
    await assert.rejects(async () => {
      const file = await fileOf(format, [rowOf(1, { note: "\ud83d" })]);
      // A format with escapes can carry it: then the reader refuses the row.
      assert.deepEqual(goodRows(await readAll(format, cutAt(file))), []);
      throw new TypeError("refused by the reader");
    }, TypeError);
  });

  Deno.test(`${name}: a file that was cut off brings no row that was not sent`, async () => {
    const sent = [1, 2, 3].map((op) => rowOf(op, { note: "두 줄\nof text" }));
    const file = await fileOf(format, sent);
    for (let length = 0; length < file.length; length++) {
      let read;
      try {
        read = goodRows(await readAll(format, cutAt(file.subarray(0, length))));
      } catch (error) {
        assert(error instanceof NotThisFormat, String(error));
        continue;
      }
      assert.deepEqual(read.map((row) => ({ ...row })), sent.slice(0, read.length));
      const isAlwaysSeen = name === "fixed" || name === "xml";
      // Only a line feed follows the closing tag of XML.
      assert(!isAlwaysSeen || length === file.length - 1 && name === "xml", `${length} bytes`);
    }
  });
}
