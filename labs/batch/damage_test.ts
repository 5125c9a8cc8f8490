import assert from "node:assert/strict";
import { firstHalf, withOtherPoints } from "./damage.ts";
import { formats } from "./formats/mod.ts";
import { type FeedRow, isBad } from "./row.ts";

const notes = ["", "two\nlines", 'a "word"', "", "\r\n--\r\n", "10,10", "10"];

const rows = Array.from({ length: 40 }, (_, i): FeedRow => ({
  row_id: String(9_007_199_254_741_010n + BigInt(i)),
  op: String(10 + i),
  user: `u${i % 10}`,
  seq: String(i),
  note: notes[i % notes.length],
  points: String(i % 3 === 0 ? 10 : 9),
  message_id: `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`,
  business_at: "2026-03-29T10:10:10.000010Z",
}));

type Format = (typeof formats)[keyof typeof formats];

async function fileOf(format: Format, of: readonly FeedRow[]): Promise<Uint8Array> {
  const pages = async function* () {
    yield of;
  };
  return new Uint8Array(
    await new Response(ReadableStream.from(format.encode(pages()))).arrayBuffer(),
  );
}

async function rowsIn(format: Format, bytes: Uint8Array): Promise<FeedRow[]> {
  const read = await Array.fromAsync(format.decode(ReadableStream.from([bytes])));
  return read.flat().map((row) => {
    assert(!isBad(row));
    return { ...row.row };
  });
}

for (const format of Object.values(formats)) {
  Deno.test(`${format.name}: one digit of the points changes, and nothing else`, async () => {
    const bytes = await fileOf(format, rows);
    const changed = await withOtherPoints(bytes, format);
    assert(changed);
    assert.equal(changed.length, bytes.length);
    const [first, ...others] = await rowsIn(format, changed);
    assert.deepEqual([{ ...first, points: "10" }, ...others], rows);
    assert.equal(first.points, "11");
  });

  Deno.test(`${format.name}: a file without rows is not changed`, async () => {
    const bytes = await fileOf(format, []);
    assert.equal(await withOtherPoints(bytes, format), null);
    assert.equal(await firstHalf(bytes, format), null);
  });
}

Deno.test("csv: the first half ends with a row, and not with a line feed inside a cell", async () => {
  for (let count = 2; count < rows.length; count++) {
    const bytes = await fileOf(formats.csv, rows.slice(0, count));
    const half = await firstHalf(bytes, formats.csv);
    assert(half && half.length <= bytes.length / 2);
    assert.deepEqual(half, bytes.subarray(0, half.length));
    const left = await rowsIn(formats.csv, half);
    assert.deepEqual(left, rows.slice(0, left.length));
    assert(left.length < count);
  }
});
