/** Packs the history of a run into text for a page, whole or in part, and reads it back. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { z } from "zod";
import { badData } from "../errors.ts";
import { kindNames } from "./kinds/mod.ts";
import { OP } from "./lexer.ts";
import { LineReader } from "./line.ts";
import { eachLine } from "./lines.ts";
import { isOperation, parseLine, Unreadable } from "./slow_line.ts";
import type { Source } from "./source.ts";
import { History, openHistory } from "./sources.ts";

export interface PackedHistory {
  readonly isWhole: boolean;
  /** Of the compressed bytes. */
  readonly base64: string;
}

/** A pack with its files, as read from a page. */
export interface UnpackedHistory {
  readonly isWhole: boolean;
  /** The files of the run's history, with the SHA-256 of each as it was. */
  readonly digests: readonly Digest[];
  /** `run.json`, and the names of history files; the bytes may be a part. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export interface Digest {
  readonly name: string;
  readonly sha256: string;
}

const compress = promisify<Buffer, Buffer>(gzip);

/** A history of more bytes is packed in part: programs may write much about few operations. */
const mostWholeBytes = 64 * 2 ** 20;
/** A page from elsewhere must not fill the memory. */
const mostUnpackedBytes = 2 ** 29;

const digest = z.object({
  name: z.string().regex(/^[^/\0]+\.jsonl$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(0),
});
const headerShape = z.object({
  schema: z.literal(1),
  whole: z.boolean(),
  planBytes: z.int().min(0),
  files: z.array(digest).max(10_000),
});

/**
 * Packs the history in a run's folder, with the run's plan.
 *
 * @param ops the operations whose events are packed where the history is too large; null: all of them
 * @param read the files of the folder, if a reader has found them
 * @throws Refusal (66) where the folder has no history
 */
export async function packHistory(
  runDir: string,
  ops: ReadonlySet<number> | null,
  read: readonly Source[] | null = null,
): Promise<PackedHistory> {
  await using history = read === null ? await openHistory(runDir) : new History(read, null);
  const sources = history.sources.filter(({ trouble }) => trouble === null);
  const sizes = await Promise.all(sources.map(({ path }) => Deno.stat(path)));
  const isSmall = sizes.reduce((sum, { size }) => sum + size, 0) <= mostWholeBytes;
  const isWhole = ops === null && isSmall;
  const plan = await Deno.readFile(join(runDir, "run.json")).catch(() => new Uint8Array());
  const files: z.infer<typeof digest>[] = [];
  const parts: Uint8Array<ArrayBuffer>[] = [plan];
  for (const source of sources) {
    const part = isWhole ? [await Deno.readFile(source.path)] : await partOf(source, ops);
    const bytes = part.reduce((sum, { length }) => sum + length, 0);
    const sha256 = isWhole
      ? sha256Of(part[0])
      : source.index?.sha256 ?? await sha256In(source.path);
    files.push({ name: basename(source.path), sha256, bytes });
    parts.push(...part);
  }
  const header = { schema: 1, whole: isWhole, planBytes: plan.length, files };
  // One buffer: thousands of small parts of a blob take longer than their compression.
  const all = Buffer.concat([new TextEncoder().encode(JSON.stringify(header) + "\n"), ...parts]);
  return { isWhole, base64: (await compress(all)).toString("base64") };
}

/** Kinds that are many and that no confirmed verdict needs. */
const left = new Set(["sample", "retention", "monitor", "row", "position"]);

/** The lines of these operations, and those of the run. */
async function partOf(
  source: Source,
  ops: ReadonlySet<number> | null,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const lines: Uint8Array<ArrayBuffer>[] = [];
  // Roles write about operations only.
  if (source.keeper === "role" && (ops === null || ops.size === 0)) return lines;
  const reader = new LineReader(kindNames);
  await eachLine(source, reader, {
    fast(bytes, start, end) {
      if (ops?.has(reader.number[OP])) {
        lines.push(bytes.slice(start, end) as Uint8Array<ArrayBuffer>);
      }
    },
    slow(bytes) {
      if (isWanted(bytes, ops)) lines.push(Uint8Array.from([...bytes, 0x0a]));
    },
  }, { ops: ops ?? new Set() });
  return lines;
}

/** A line that the fast reader did not read: of the run, or of one of these operations. */
function isWanted(bytes: Uint8Array, ops: ReadonlySet<number> | null): boolean {
  try {
    const line = parseLine(bytes);
    if ("op" in line) return isOperation(line.op) && ops?.has(line.op) === true;
    return !left.has(String(line.kind));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return false;
  }
}

const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function sha256In(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  const bytes = new Uint8Array(1 << 20);
  for (let got; (got = await file.read(bytes)) !== null;) hash.update(bytes.subarray(0, got));
  return hash.digest("hex");
}

/** Whether the folder of a run has exactly these history files. */
export async function hasDigests(runDir: string, digests: readonly Digest[]): Promise<boolean> {
  for (const { name, sha256 } of digests) {
    const found = await sha256In(join(runDir, "history", name)).catch(() => null);
    if (found !== sha256) return false;
  }
  return digests.length > 0;
}

/** @throws Refusal (65) where it is no pack, or was cut off */
export async function unpackHistory(base64: string, path: string): Promise<UnpackedHistory> {
  try {
    const compressed = new Blob([Buffer.from(base64, "base64")]);
    const bytes = await through(compressed, new DecompressionStream("gzip"), mostUnpackedBytes);
    const end = bytes.indexOf(0x0a);
    const { whole, planBytes, files } = headerShape.parse(
      JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))),
    );
    let from = end + 1;
    const take = (length: number) => bytes.slice(from, from += length);
    const unpacked = new Map([["run.json", take(planBytes)]]);
    for (const { name, bytes } of files) unpacked.set(name, take(bytes));
    if (from !== bytes.length) throw new Error("its length is wrong");
    return { isWhole: whole, digests: files, files: unpacked };
  } catch (error) {
    throw badData(
      `Cannot read the history in '${path}': it was cut off or changed; ` +
        "'asynclab report RUN --format html' writes the page again",
      error,
    );
  }
}

async function through(
  blob: Blob,
  stream: DecompressionStream,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of blob.stream().pipeThrough(stream)) {
    chunks.push(chunk as Uint8Array<ArrayBuffer>);
    if ((length += chunk.length) > most) throw new Error(`it is longer than ${most} bytes`);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
