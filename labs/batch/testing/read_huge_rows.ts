/** Reads many rows that are too long and keeps the bad rows: `read_huge_rows.ts FORMAT`. */
import { formats } from "../formats/mod.ts";
import { badRows, readAll, rowOf } from "../formats/testing/files.ts";

const count = 30;

async function* pages() {
  const note = "x".repeat(10_000_000);
  for (let op = 0; op < count; op++) yield [rowOf(op, { note })];
}

const format = formats[Deno.args[0] as keyof typeof formats];
const bad = badRows(await readAll(format, format.encode(pages())));
if (bad.length !== count) throw new Error(`${bad.length} bad rows`);
