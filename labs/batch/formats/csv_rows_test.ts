/** The rows that a pattern finds are the rows that the parser finds, in each file, however it is broken. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { copyText } from "../copy_text.ts";
import { columns, type GoodRow, isBad, type ReadRow } from "../row.ts";
import { csv } from "./csv.ts";
import { RowParser } from "./csv_parser.ts";
import { RowTaker } from "./csv_rows.ts";
import { type Format, NotThisFormat } from "./format.ts";
import { cutAt, fileOf, readAll, rowOf, rows } from "./testing/files.ts";
import { textOf } from "./utf8.ts";

/** Without the pattern. */
const parserAlone: Pick<Format, "decode"> = {
  async *decode(bytes) {
    const parser = new RowParser(new RowTaker());
    for await (const text of textOf(bytes)) yield await parser.write(text);
    yield await parser.end();
  },
};

async function outcomeOf(format: Pick<Format, "decode">, bytes: AsyncIterable<Uint8Array>) {
  try {
    const read = await readAll(format as Format, bytes);
    return read.map((one: ReadRow) => isBad(one) ? one : { line: one.line, row: { ...one.row } });
  } catch (error) {
    assert(error instanceof NotThisFormat, String(error));
    return error.message;
  }
}

async function mustBeSame(file: Uint8Array, cuts: readonly number[] = []) {
  assert.deepEqual(
    await outcomeOf(csv, cutAt(file, cuts)),
    await outcomeOf(parserAlone, cutAt(file, cuts)),
  );
}

const good = Object.values(rowOf(7)).join(",");
const pieces = fc.constantFrom(
  ...[good, good + "\n", good + "\r\n", '"', '""', '","', ",", "\r", "\n", "\r\n", " ", "a", "7"],
  ...["\t", "\\", "\0", "=1+1", "봄", "2024-02-29T10:00:00Z", "2026-02-30T10:00:00Z"],
  ...["2026-04-31T10:00:00Z", "0000-01-01T10:00:00Z", "9223372036854775808", "2147483648"],
  ...[good.replace("u7", '"u,7"'), good.replace("u7", '"line\r\nbreak"'), good.replace("u7", "")],
);
const places = fc.array(fc.nat(), { maxLength: 5 });

Deno.test("csv: a broken file has the same rows and the same reasons with the parser alone", async () => {
  const text = fc.array(fc.oneof({ weight: 3, arbitrary: pieces }, fc.string()), { maxLength: 12 });
  const headers = fc.constantFrom(
    `${columns}\r\n`,
    `${columns}\n`,
    `${columns}\r`,
    `${columns.toReversed()}\n`,
    "",
  );
  await fc.assert(
    fc.asyncProperty(headers, text, places, async (header, parts, cuts) => {
      await mustBeSame(Buffer.from(header + parts.join("")), cuts);
    }),
    { numRuns: 3_000 },
  );
});

Deno.test("csv: a file that was damaged at one place has the same rows with the parser alone", async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.nat(), pieces, fc.nat({ max: 3 }), places, async (...all) => {
      const [sent, place, piece, removed, cuts] = all;
      const text = (await fileOf(csv, sent)).toString();
      const at = place % (text.length + 1);
      await mustBeSame(Buffer.from(text.slice(0, at) + piece + text.slice(at + removed)), cuts);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("csv: after a row that only the parser can judge, all rows are read", async () => {
  for (const odd of ["", "1,2", good.replace("u7", `"${"x".repeat(100_000)}"`), `${good},`]) {
    const text = [columns, good, odd, ...Array(2_000).fill(good), ""].join("\r\n");
    await mustBeSame(Buffer.from(text), [70_000]);
    await mustBeSame(Buffer.from(text.replaceAll("\r\n", "\n")));
  }
});

Deno.test("csv: a date is right in the pattern exactly where the calendar has it", async () => {
  const dates: string[] = [];
  for (const year of ["2024", "2025", "2100", "0000"]) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const [m, d] = [month, day].map((n) => String(n).padStart(2, "0"));
        dates.push(`${year}-${m}-${d}T23:59:59.999999Z`);
      }
    }
  }
  const lines = dates.map((business_at) => Object.values(rowOf(1, { business_at })).join());
  await mustBeSame(Buffer.from([columns, ...lines, ""].join("\n")));
});

Deno.test("csv: a row that is copied whole has the text of its cells", async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (sent) => {
      const read = (await readAll(csv, cutAt(await fileOf(csv, sent)))) as GoodRow[];
      assert.equal(copyText(read), copyText(read.map(({ line, row }) => ({ line, row }))));
    }),
    { numRuns: 300 },
  );
});
