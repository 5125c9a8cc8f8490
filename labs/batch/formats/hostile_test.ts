/** Hostile and broken files: each row is loaded as it was sent, or rejected with a reason. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import type { FeedRow } from "../row.ts";
import { NotThisFormat } from "./format.ts";
import { formats } from "./mod.ts";
import { badRows, cutAt, fileOf, goodRows, readAll, rowOf, rows } from "./testing/files.ts";

type Name = keyof typeof formats;
const names = Object.keys(formats) as Name[];

/** The operations that are loaded and the reasons of the bad rows, or the reason of the refusal. */
type Outcome = { readonly good: string; readonly bad: readonly RegExp[] } | RegExp;

async function expectOutcome(name: Name, file: Uint8Array, expected: Outcome, label: string) {
  const read = readAll(formats[name], cutAt(file, [7, 100, 401]));
  if (expected instanceof RegExp) {
    return await assert.rejects(read, { name: "NotThisFormat", message: expected }, label);
  }
  const all = await read;
  const reasons = badRows(all).map(({ reason }) => reason);
  assert.equal(goodRows(all).map(({ op }) => op).join(), expected.good, `${label}: ${reasons}`);
  assert.equal(reasons.length, expected.bad.length, `${label}: ${reasons}`);
  for (const [i, reason] of reasons.entries()) assert.match(reason, expected.bad[i], label);
}

const place = "@@@@";
const three = (
  note: string,
): FeedRow[] => [rowOf(1), rowOf(2, { note }), rowOf(3, { note: "\uFFFD" })];

/** Puts four bytes in the place of others, so that the lengths in `fixed` stay right. */
async function withBytes(name: Name, note: string, bytes: readonly number[]): Promise<Buffer> {
  const file = await fileOf(formats[name], three(note));
  Buffer.from(bytes).copy(file, file.indexOf(place));
  return file;
}

const notUtf8 = {
  "a byte that never occurs": [0xff, 0x41, 0x42, 0x43],
  "a character without its end": [0x41, 0xe2, 0x82, 0x41],
  "an overlong NUL": [0xc0, 0x80, 0x41, 0x41],
  "half a surrogate pair": [0xed, 0xa0, 0x80, 0x41],
  "more than U+10FFFF": [0xf4, 0x90, 0x80, 0x80],
  "Latin-1": [0xe4, 0xf6, 0xfc, 0xdf],
  "Hangul in EUC-KR": [0xba, 0xbd, 0xc7, 0xe0],
};

for (const name of names) {
  Deno.test(`${name}: bytes that are not UTF-8 are refused, and U+FFFD itself is loaded`, async () => {
    for (const [label, bytes] of Object.entries(notUtf8)) {
      for (const note of [place, `\uFFFD${place}\uFFFD`, `봄${place}`]) {
        const expected = name === "xml" ? /not UTF-8/ : { good: "1,3", bad: [/not valid UTF-8/] };
        await expectOutcome(name, await withBytes(name, note, bytes), expected, label);
      }
    }
  });

  Deno.test(`${name}: a NUL is refused, as itself or escaped`, async () => {
    const expected = name === "xml" ? /disallowed/ : { good: "1,3", bad: [/NUL|control|escape/] };
    await expectOutcome(name, await withBytes(name, place, [0, 0, 0, 0]), expected, "itself");
    const escaped = await fileOf(formats[name], three("a\0b"));
    await expectOutcome(name, escaped, { good: "1,3", bad: [/note has a NUL/] }, "escaped");
  });

  Deno.test(`${name}: a byte order mark belongs to no cell`, async () => {
    const file = await fileOf(formats[name], three(""));
    const withMark = Buffer.concat([Buffer.from("\uFEFF"), file]);
    await expectOutcome(name, withMark, { good: "1,2,3", bad: [] }, "");
  });

  Deno.test(`${name}: a file of another format, in UTF-16, compressed or of a wrong header is refused`, async () => {
    for (const other of names.filter((one) => one !== name)) {
      await expectOutcome(name, await fileOf(formats[other], three("")), /./, other);
    }
    const file = await fileOf(formats[name], three(""));
    await expectOutcome(name, Buffer.from(`\uFEFF${file}`, "utf16le"), /./, "UTF-16");
    await expectOutcome(name, Buffer.from("1f8b0800000000000003", "hex"), /./, "gzip");
    await expectOutcome(name, Buffer.from("<html><p>404 Not Found</p></html>"), /./, "HTML");
  });

  Deno.test(`${name}: a wrong value makes a bad row, and the rows beside it are loaded`, async () => {
    const most = { row_id: "9223372036854775807", points: "2147483647", seq: "0" };
    const wrong: [Partial<FeedRow>, RegExp][] = [
      [{ row_id: "9223372036854775808" }, /row_id must be a whole number/],
      [{ row_id: "-1" }, /row_id must be/],
      [{ op: "1e3" }, /op must be/],
      [{ op: "" }, /op must be/],
      [{ points: "2147483648" }, /points must be/],
      [{ points: "1.0" }, /points must be/],
      [{ seq: "0x10" }, /seq must be/],
      [{ user: "" }, /user must have/],
      [{ user: "u".repeat(201) }, /user must have/],
      [{ message_id: "0b54ad4e" }, /message_id must be/],
      [{ business_at: "2026-03-29T10:00:00" }, /business_at must be/],
      [{ business_at: "2026-02-30T10:00:00Z" }, /business_at must be/],
      [{ business_at: "2026-03-29T24:00:00Z" }, /business_at must be/],
    ];
    const sent = [rowOf(7, most), ...wrong.map(([changes]) => rowOf(8, changes)), rowOf(9)];
    const bad = wrong.map(([, reason]) => reason);
    await expectOutcome(name, await fileOf(formats[name], sent), { good: "7,9", bad }, "");
    const [first] = goodRows(
      await readAll(formats[name], cutAt(await fileOf(formats[name], sent))),
    );
    assert.deepEqual({ ...first }, rowOf(7, most));
  });

  Deno.test(`${name}: a file with wrong bytes anywhere is refused or has bad rows; nothing else is thrown`, async () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(rows, changes, async (sent, all) => {
        const file = await fileOf(formats[name], sent);
        for (const [at, byte] of all) file[at % file.length] = byte;
        try {
          await readAll(formats[name], cutAt(file, [50, 60, 200]));
        } catch (error) {
          assert(error instanceof NotThisFormat, String(error));
        }
      }),
      { numRuns: 500 },
    );
  });

  Deno.test(`${name}: a cell without an end takes no more memory`, async () => {
    const [start] = (await fileOf(formats[name], [rowOf(1, { note: `"${place}` })])).toString()
      .replace(/\d{9}(?=u1)/, "400000000").split(place);
    const before = Deno.memoryUsage().rss;
    let most = before;
    async function* bytes() {
      yield Buffer.from(start);
      const piece = Buffer.alloc(2 ** 20, "x");
      for (let i = 0; i < 400; i++) {
        yield piece;
        most = Math.max(most, Deno.memoryUsage().rss);
      }
    }
    await assert.rejects(readAll(formats[name], bytes()), NotThisFormat);
    const grownMebibytes = (most - before) / 2 ** 20;
    assert(grownMebibytes < 200, `grew by ${grownMebibytes} MiB`);
  });
}

/** The bad rows of these formats keep the start of their line. That start must not keep the line in memory. */
for (const name of ["json", "kv"] as const) {
  Deno.test(`${name}: 30 bad rows of 10 MB are read with a heap of 150 MB`, async () => {
    const program = new URL("../testing/read_huge_rows.ts", import.meta.url).pathname;
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--frozen",
        "-A",
        "--no-check",
        "--v8-flags=--max-old-space-size=150",
        program,
        name,
      ],
    }).output();
    assert(success, new TextDecoder().decode(stderr).slice(0, 500));
  });
}
