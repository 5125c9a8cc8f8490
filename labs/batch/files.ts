/** The names of the files of the feed, and the manifest that belongs to each. */
import { createHash } from "node:crypto";
import { z } from "zod";

export const feed = "points";

/** One sending of a business day. */
export interface Sending {
  readonly date: string;
  readonly attempt: number;
}

/** Count, sum of points, XOR of operations. Sum and XOR are whole numbers as text. */
export interface Totals {
  readonly count: number;
  readonly sum: string;
  readonly xor: string;
}

/** `points-2026-03-29-1` */
export const stemOf = ({ date, attempt }: Sending): string => `${feed}-${date}-${attempt}`;

/** The name of a file while it is uploaded by the process with this tag. */
export const partOf = (name: string, tag: string): string => `${name}.${tag}.part`;

const manifestEnding = ".manifest";
export const manifestName = (stem: string): string => stem + manifestEnding;
/** In bytes: a longer file is no manifest. */
export const largestManifest = 10_000;
export const isManifest = (name: string): boolean => name.endsWith(manifestEnding);

/** A plain name of this feed. A manifest comes from another system: it must not lead out of the inbox. */
const plainName = z.string().max(200).regex(/^[\w-]+(\.[\w-]+)*$/);

/** The commit of a file: a file without one does not exist. */
export const manifestShape = z.object({
  feed: z.literal(feed),
  date: z.iso.date(),
  attempt: z.int().min(1),
  /** Files are loaded in this order. An attempt that replaces another one keeps its number. */
  sequence: z.int().min(1),
  file: plainName,
  format: z.string(),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  count: z.int().min(0),
  sum: z.string().regex(/^\d+$/),
  xor: z.string().regex(/^\d+$/),
});
export type Manifest = z.infer<typeof manifestShape>;

/** `requests/points-7-2026-03-29.again`: sequence 7 is missing or bad, seen on that date; `n` counts from 1. */
export const requestName = (sequence: number, checkDate: string, n = 1): string =>
  `${feed}-${sequence}-${checkDate}${n === 1 ? "" : `-${n}`}.again`;

/** The same, asked by a person. */
export const requestByHand = (sequence: number, n: number): string =>
  `${feed}-${sequence}-by-hand-${n}.again`;

/** In `requests`, for a sender that cannot list: the names of all requests, one a line. */
export const requestList = `${feed}.again`;

/** The business day that B asked for by itself; null where the name is no request, or one by hand. */
export const dateAsked = (name: string): string | null =>
  /^points-\d{1,9}-(\d{4}-\d\d-\d\d)(?:-\d+)?\.again$/.exec(name)?.[1] ?? null;

/** The sequence that a request asks for; null where the name is no request. */
export function sequenceIn(name: string): number | null {
  const found = /^points-(\d{1,9})-(?:\d{4}-\d\d-\d\d(?:-\d+)?|by-hand-\d+)\.again$/.exec(name);
  return found === null ? null : Number(found[1]);
}

const hashOf = (line: string): string => createHash("sha256").update(line).digest("hex");

/** A manifest for a transfer without rename: its last line has its own length and hash. */
export const selfChecked = (line: string): string => `${line}\n${line.length} ${hashOf(line)}\n`;

/**
 * The manifest in this text; null where it is cut off or no manifest, so that its file does not exist
 * (yet).
 */
export function readManifest(text: string, isSelfChecked: boolean): Manifest | null {
  const [line, last] = text.split("\n");
  if (isSelfChecked && last !== `${line.length} ${hashOf(line)}`) return null;
  try {
    return manifestShape.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
