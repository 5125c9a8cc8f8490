/** Loads one file in one transaction of the target. Each broken twin stands beside the sound way. */
import { choice, type Database, point, type Transaction } from "../../harness/roles/role.ts";
import type { Manifest, Totals } from "./files.ts";
import { type Format, NotThisFormat } from "./formats/format.ts";
import { byLines } from "./formats/by_lines.ts";
import { type BadRow, type GoodRow, isBad, type ReadRow } from "./row.ts";
import { counted, mostOps } from "./sending.ts";
import { copyText } from "./copy_text.ts";
import { agree, all, byNumber, byRow, totalsOfStaged } from "./grant_rows.ts";
import { mostBadRows, setAside } from "./rejected.ts";

/** The file is not what its manifest says: nothing of it is loaded. */
export class BadFile extends Error {
  override name = "BadFile";
}

/** A file as the loader found it. Without a manifest (a twin), nobody says what it must hold. */
export interface Found {
  readonly name: string;
  readonly date: string;
  readonly attempt: number;
  readonly sequence: number;
  readonly manifest: Manifest | null;
  readonly manifestName: string | null;
  content(): AsyncIterable<Uint8Array>;
}

export interface Loaded {
  /** The operations of the first rows, for failpoints. */
  readonly ops: readonly number[];
  /** The number of rows that are kept aside. */
  readonly rejected: number;
}

/** Called with what was read, before the commit. */
export type BeforeCommit = () => Promise<void>;

/** @throws BadFile */
export type Load = (file: Found, format: Format, before: BeforeCommit) => Promise<Loaded>;

export function openLoad(sql: Database): Load {
  const keys = { "operation": byRow, "none": all, "number": byNumber };
  const insert = choice("DEDUP", keys, "operation");
  const compare = choice("TOTALS", { "target": totals, "none": nothing }, "target");
  const split = choice("SPLIT", { "parser": null, "lines": byLines }, "parser");
  return async (file, format, before) =>
    await sql.begin(async (tx) => {
      const read = await stage(tx, file, split ?? format);
      const fresh = await insert(tx);
      await compare(tx, file, read);
      await before();
      await point("after-copy-before-commit", { ops: read.ops, position: file.sequence });
      await remember(tx, file, read, fresh);
      return read;
    });
}

interface Read extends Loaded {
  readonly sha256: string;
}

/** Copies the rows into the staging table. Where many rows are bad, the copy stops to keep them aside. */
export async function stage(
  tx: Transaction,
  file: Found,
  format: Pick<Format, "decode">,
): Promise<Read> {
  await tx`truncate staging`;
  const bytes = counted(file.content());
  const pages = format.decode(bytes)[Symbol.asyncIterator]();
  const ops: number[] = [];
  let [rejected, isOver] = [0, false];
  try {
    while (!isOver) {
      const bad: BadRow[] = [];
      const good = async function* () {
        while (bad.length < mostBadRows) {
          const { done, value } = await pages.next();
          isOver = done === true;
          if (isOver) return;
          yield copyText(goodOf(value, ops, bad));
        }
      };
      await tx.copyIn("copy staging from stdin", good());
      if (bad.length > 0) await setAside(tx, file, bad);
      rejected += bad.length;
    }
  } catch (error) {
    if (error instanceof NotThisFormat) throw new BadFile(`'${file.name}': ${error.message}`);
    throw error;
  } finally {
    await pages.return?.();
  }
  const digest = bytes.digest();
  mustBe(file, digest);
  return { ops, rejected, sha256: digest.sha256 };
}

function goodOf(page: readonly ReadRow[], ops: number[], bad: BadRow[]) {
  const good: GoodRow[] = [];
  for (const read of page) {
    if (isBad(read)) {
      bad.push(read);
      continue;
    }
    good.push(read);
    if (ops.length < mostOps) ops.push(Number(read.row.op));
  }
  return good;
}

function mustBe({ name, manifest }: Found, { bytes, sha256 }: { bytes: number; sha256: string }) {
  if (manifest === null || (manifest.bytes === bytes && manifest.sha256 === sha256)) return;
  throw new BadFile(
    `'${name}' has ${bytes} bytes with the hash ${sha256}, the manifest says ` +
      `${manifest.bytes} with ${manifest.sha256}`,
  );
}

type Compare = (tx: Transaction, file: Found, read: Read) => Promise<void>;

/**
 * Sound: what the target now has of this file, with what was rejected, must be what the query of the
 * producer counted. A file that lost its end on the way agrees with itself, so the file is not asked.
 */
const totals: Compare = async (tx, { name, manifest }, { rejected }) => {
  if (manifest === null) return;
  const loaded = await totalsOfStaged(tx);
  if (agree(manifest, loaded, rejected)) return;
  throw new BadFile(
    `'${name}': the target has ${say(loaded)}, ${rejected} rejected; ` +
      `the manifest says ${say(manifest)}`,
  );
};

const say = ({ count, sum, xor }: Totals) => `${count} rows, sum ${sum}, XOR ${xor}`;

/** Broken twin: compares nothing, and takes what it could read for the whole file. */
const nothing: Compare = () => Promise.resolve();

async function remember(
  tx: Transaction,
  { name, date, attempt, sequence }: Found,
  { sha256, rejected }: Read,
  fresh: bigint,
): Promise<void> {
  await tx`
    insert into feed_files
      (feed_date, attempt, sequence, file, sha256, loaded, there, rejected)
    select ${date}, ${attempt}, ${sequence}, ${name}, ${sha256}, ${fresh}::bigint,
      count(*) - ${fresh}::bigint, ${rejected}
    from staging
    on conflict do nothing`;
}
