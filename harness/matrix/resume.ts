/**
 * The file of `--resume`: the finished cases of a check, as JSON lines that are only ever appended.
 * The first line is the request, each other line is the result of a case. A killed check leaves at
 * most an incomplete last line; the next check runs that case again.
 */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type Refusal, unavailable, wrongUsage } from "../errors.ts";
import { visible } from "../report/visible.ts";
import { firstIssue } from "../report/first_issue.ts";
import { type CaseResult, caseResultShape, type Matrix, nameOf } from "./result.ts";

/** All options that decide which cases there are and how each one is run, as data. */
export interface CheckRequest {
  readonly matrix: Matrix;
  readonly [word: string]: z.core.util.JSONType | undefined;
}

export interface Resume extends Disposable {
  /** The results in the file, by the name of the case. If a case was run again, its last result. */
  readonly done: ReadonlyMap<string, CaseResult>;
  /**
   * Writes a result to the disk before it returns.
   *
   * @throws Refusal (69) where the system does not allow it; the earlier content of the file stays
   */
  add(result: CaseResult): void;
}

/**
 * Opens the file for one check, and locks it against other checks until it is disposed of. A missing
 * or empty file gets its first line.
 *
 * @throws Refusal (64) where the file is of another request, of another kind, or in use; it stays
 * unchanged
 */
export async function openResume(path: string, request: CheckRequest): Promise<Resume> {
  const file = await openFile(path);
  try {
    if (!file.tryLockSync(true)) {
      throw wrongUsage(`'${path}' is in use by another check; name another file with --resume`);
    }
    return resumeOf(path, file, request);
  } catch (error) {
    file.close();
    throw error;
  }
}

async function openFile(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { read: true, write: true, create: true });
  } catch (error) {
    const { NotFound, NotADirectory, IsADirectory } = Deno.errors;
    if ([NotFound, NotADirectory, IsADirectory].some((kind) => error instanceof kind)) {
      throw wrongUsage(`--resume cannot be '${path}'; it must be a file in a folder that is there`);
    }
    throw unwritable(path, error);
  }
}

function resumeOf(path: string, file: Deno.FsFile, request: CheckRequest): Resume {
  const header = headerOf(request);
  const bytes = writing(path, () => readAll(file));
  const { done, end } = readLines(path, bytes, header);
  // The file is cut only now, so that a rejected file stays unchanged.
  writing(path, () => file.truncateSync(end));
  let length = end;
  const append = (value: unknown) => {
    const line = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
    try {
      writing(path, () => writeAt(file, length, line));
    } catch (error) {
      cutOff(file, length);
      throw error;
    }
    length += line.length;
  };
  if (end === 0) append(header);
  return {
    done,
    add: append,
    [Symbol.dispose]: () => file.close(),
  };
}

/** The header in JSON form, without undefined values. */
const headerOf = (request: CheckRequest): Header =>
  JSON.parse(JSON.stringify({ schema: 1, kind: "check", request }));

const headerShape = z.object({
  schema: z.literal(1),
  kind: z.literal("check"),
  request: z.record(z.string(), z.json()),
});
type Header = z.infer<typeof headerShape>;

interface Read {
  readonly done: ReadonlyMap<string, CaseResult>;
  /** The end of the last complete line, in bytes. */
  readonly end: number;
}

const newline = 10;

function readLines(path: string, bytes: Uint8Array, header: Header): Read {
  const end = bytes.lastIndexOf(newline) + 1;
  if (end === 0) {
    mustBeginAs(path, bytes, header);
    return { done: new Map(), end };
  }
  const [first, ...lines] = textOf(path, bytes.subarray(0, end)).slice(0, -1).split("\n");
  mustBeSame(path, parsed(path, 1, first), header);
  const results = lines.map((line, at) => resultOn(path, at + 2, line));
  return { done: new Map(results.map((one) => [nameOf(one), one])), end };
}

/** The text of a file without a complete line must be the beginning of this check's first line. */
function mustBeginAs(path: string, bytes: Uint8Array, header: Header): void {
  const wanted = new TextEncoder().encode(JSON.stringify(header));
  if (bytes.length > wanted.length || bytes.some((byte, at) => byte !== wanted[at])) {
    throw foreign(path, "line 1 is not whole");
  }
}

function textOf(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw foreign(path, "it is not text", error);
  }
}

function parsed(path: string, line: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw foreign(path, `line ${line} is not JSON, or was cut off`, error);
  }
}

function mustBeSame(path: string, value: unknown, wanted: Header): void {
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema === "number" && schema !== 1) {
    throw foreign(path, `it is of schema ${schema}, and this asynclab reads schema 1`);
  }
  const { data } = headerShape.safeParse(value);
  if (data === undefined) throw foreign(path, "line 1 has no request");
  const words = new Set([...Object.keys(data.request), ...Object.keys(wanted.request)]);
  const other = [...words].find((word) =>
    !isDeepStrictEqual(data.request[word], wanted.request[word])
  );
  if (other === undefined) return;
  throw wrongUsage(
    `'${path}' belongs to a check with ${visible(other)} ${
      textOfValue(data.request[other])
    }, and this check has ` +
      `${textOfValue(wanted.request[other])}; use the same ${
        visible(other)
      }, or name another file with --resume`,
  );
}

function resultOn(path: string, line: number, text: string): CaseResult {
  const { data, error } = caseResultShape.safeParse(parsed(path, line, text));
  if (data === undefined) {
    throw foreign(path, `line ${line} is not the result of a case (${firstIssue(error!)})`);
  }
  return data;
}

const longestText = 80;

function textOfValue(value: unknown): string {
  if (value === undefined) return "none";
  const text = visible(JSON.stringify(value));
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

function foreign(path: string, why: string, cause?: unknown): Refusal {
  return wrongUsage(
    `Cannot resume from '${path}': ${why}; name a file that --resume wrote, or one that is not there yet`,
    cause,
  );
}

const unwritable = (path: string, cause: unknown): Refusal =>
  unavailable(
    `Cannot write '${path}' (${(cause as Error).message}); name a writable file with --resume`,
    cause,
  );

function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unwritable(path, error);
  }
}

function readAll(file: Deno.FsFile): Uint8Array {
  const bytes = new Uint8Array(file.statSync().size);
  let length = 0;
  while (length < bytes.length) {
    const count = file.readSync(bytes.subarray(length));
    if (count === null) break;
    length += count;
  }
  return bytes.subarray(0, length);
}

function writeAt(file: Deno.FsFile, offset: number, bytes: Uint8Array): void {
  file.seekSync(offset, Deno.SeekMode.Start);
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
  file.syncDataSync();
}

/**
 * Removes the part of a line that was written before an error, so that the next line does not
 * follow it directly.
 */
function cutOff(file: Deno.FsFile, length: number): void {
  try {
    file.truncateSync(length);
  } catch {
    // The next line overwrites that part, and an incomplete last line is allowed.
  }
}
