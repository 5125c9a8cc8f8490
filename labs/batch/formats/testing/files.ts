/** Files in memory for the tests of the formats. */
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { type BadRow, type FeedRow, isBad, type ReadRow } from "../../row.ts";
import type { Format } from "../format.ts";

export const rowOf = (op: number, changes: Partial<FeedRow> = {}): FeedRow => ({
  row_id: String(9_007_199_254_740_993n + BigInt(op)),
  op: String(op),
  user: `u${op}`,
  seq: "1",
  note: "",
  points: "10",
  message_id: "0b54ad4e-52c6-4a0b-9b4f-0e6a3b1d2c5e",
  business_at: "2026-03-29T10:00:00.000001Z",
  ...changes,
});

async function* pagesOf(rows: readonly FeedRow[]): AsyncGenerator<readonly FeedRow[]> {
  for (let at = 0; at < rows.length; at += 3) yield rows.slice(at, at + 3);
}

export const fileOf = async (format: Format, rows: readonly FeedRow[]): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(format.encode(pagesOf(rows))));

/** The pieces of a file between these places. */
export async function* cutAt(file: Uint8Array, places: readonly number[] = []) {
  const cuts = places.map((place) => place % (file.length + 1)).sort((a, b) => a - b);
  for (const [i, from] of [0, ...cuts].entries()) yield file.subarray(from, cuts[i]);
}

export const readAll = async (
  format: Format,
  bytes: AsyncIterable<Uint8Array>,
): Promise<ReadRow[]> => (await Array.fromAsync(format.decode(bytes))).flat();

export const goodRows = (read: readonly ReadRow[]): FeedRow[] =>
  read.flatMap((one) => isBad(one) ? [] : [one.row]);
export const badRows = (read: readonly ReadRow[]): BadRow[] => read.filter(isBad);

/** What parsers break on. */
const awkward = fc.constantFrom(
  ...'\r|\n|\r\n|"|""|\'|,|;|\t| |=|=1+1|\\|\\n|\\"|<|>|&|&amp;|]]>|<!--|</row>|{|}|[|봄 행사|é|e\u0301'
    .split("|"),
  ..."\uFFFD|\uFEFF|\u2028|\u0085|\u0001|\u001b|\x7f|\uFFFE|\uFFFF|😀|👨‍👩‍👧|\u202e|\u00a0|𐀀"
    .split("|"),
);
const cell = fc.array(
  fc.oneof(awkward, fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" })),
  { maxLength: 12 },
).map((parts) => parts.join("").replaceAll("\0", ""));

const bigints = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String);
const integers = fc.nat({ max: 2 ** 31 - 1 }).map(String);
const instants = fc.record({
  ms: fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(2100, 0) }),
  fraction: fc.stringMatching(/^(\.\d{1,6})?$/),
}).map(({ ms, fraction }) => new Date(ms).toISOString().replace(/\.\d+Z$/, `${fraction}Z`));

/** Rows that can be loaded. */
export const rows: fc.Arbitrary<FeedRow[]> = fc.array(
  fc.record({
    row_id: bigints,
    op: bigints,
    user: cell.map((text) => text.slice(0, 200).toWellFormed() || "u"),
    seq: integers,
    note: cell,
    points: integers,
    message_id: fc.uuid(),
    business_at: instants,
  }),
  { maxLength: 10 },
);
