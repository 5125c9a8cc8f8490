/** A row of the feed, as text: no number, no date, so that nothing loses digits on its way. */

/** The cells of a row, in the order of the columns of a file. */
export const columns = [
  "row_id",
  "op",
  "user",
  "seq",
  "note",
  "points",
  "message_id",
  "business_at",
] as const;

export type Column = (typeof columns)[number];

export type FeedRow = Readonly<Record<Column, string>>;

/** A row that cannot be loaded, and why. */
export interface BadRow {
  /** The number of the row in its file, from 1. */
  readonly line: number;
  readonly reason: string;
  /** Its text, as far as it could be read. */
  readonly raw: string;
}

export interface GoodRow {
  readonly line: number;
  readonly row: FeedRow;
  /** Its cells in the order of `columns` with commas between, where no cell has a comma. */
  readonly plain?: string;
}

export type ReadRow = GoodRow | BadRow;

export const isBad = (read: ReadRow): read is BadRow => "reason" in read;

/**
 * Stands for bytes that are not UTF-8. U+FFFD alone would be a character that people may send; with
 * a NUL before it, no row can have it.
 */
export const notUtf8 = "\0\uFFFD";

/** So many characters of a bad row are kept: a person who reads it needs no more. */
const mostRaw = 2_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** A copy: a slice would keep the whole text, which may be huge, in memory. */
const copyOf = (text: string): string => decoder.decode(encoder.encode(text));

export const badRow = (line: number, reason: string, raw: string): BadRow => ({
  line,
  reason: copyOf(reason),
  raw: copyOf(
    raw.slice(0, mostRaw).replaceAll(notUtf8, "\uFFFD").replaceAll("\0", "\uFFFD"),
  ),
});

const whole = /^\d{1,19}$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** An instant with up to six digits of a second. */
const instant =
  /^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,6})?Z$/;
/** The database would refuse 30 February, and the whole load with it. */
const isInstant = (cell: string): boolean =>
  instant.test(cell) && (cell.slice(8, 10) <= "28" || isDate(cell.slice(0, 10)));
/** `Date` takes 30 February for 2 March. */
const isDate = (date: string): boolean => new Date(date).getUTCDate() === Number(date.slice(8));
const largestInt = 2 ** 31 - 1;
const largestBigint = 2n ** 63n - 1n;
export const longestUser = 200;
const longestNote = 1_000_000;

/** Patterns of cells that are right for certain. Some right cells do not match them: 29 February. */
export const bigintPattern = String.raw`(?:\d{1,18}|[1-8]\d{18})`;
export const intPattern = String.raw`(?:\d{1,9}|1\d{9})`;
export const uuidPattern = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";
const dayPattern = String.raw`(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])` +
  "|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)";
export const instantPattern = String.raw`(?!0000)\d{4}-${dayPattern}` +
  String.raw`T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,6})?Z`;

/**
 * Checks the cells, so that one bad row is set aside and the load of the others goes on.
 *
 * @param raw the text of the row, where its reader still has it
 */
export function checked(
  line: number,
  cells: Readonly<Record<string, unknown>>,
  raw?: string,
): ReadRow {
  const reason = wrongText(cells) ?? wrongValue(cells as FeedRow);
  return reason === null
    ? { line, row: cells as FeedRow }
    : badRow(line, reason, raw ?? rawOf(cells));
}

/** Each cell is cut before they are joined: the cells of a bad row may be huge. */
export const rawOf = (cells: Readonly<Record<string, unknown>>): string =>
  columns.map((column) => String(cells[column] ?? "").slice(0, mostRaw)).join(",");

function wrongText(cells: Readonly<Record<string, unknown>>): string | null {
  for (const column of columns) {
    const cell = cells[column];
    if (cell === undefined) return `${column} is missing`;
    if (typeof cell !== "string") return `${column} must be a text, so that it loses no digits`;
    if (cell.includes("\0")) {
      return cell.includes(notUtf8)
        ? `${column} is not valid UTF-8`
        : `${column} has a NUL, which no text of PostgreSQL may have`;
    }
    if (!cell.isWellFormed()) return `${column} has half a surrogate pair, which is no character`;
  }
  const keys = Object.keys(cells);
  if (keys.length === columns.length) return null;
  const other = keys.find((key) => !(columns as readonly string[]).includes(key))!;
  return `${JSON.stringify(other.slice(0, 40))} is no column of this feed`;
}

/** A number of up to 18 digits is below the largest bigint, whatever its value. */
const isBigint = (cell: string): boolean =>
  whole.test(cell) && (cell.length < 19 || BigInt(cell) <= largestBigint);

function wrongValue(row: FeedRow): string | null {
  for (const column of ["row_id", "op"] as const) {
    if (!isBigint(row[column])) return `${column} must be a whole number up to ${largestBigint}`;
  }
  for (const column of ["seq", "points"] as const) {
    if (!whole.test(row[column]) || Number(row[column]) > largestInt) {
      return `${column} must be a whole number up to ${largestInt}`;
    }
  }
  if (!uuid.test(row.message_id)) return "message_id must be a UUID";
  if (!isInstant(row.business_at)) {
    return "business_at must be an instant like 2026-03-29T10:00:00.000001Z";
  }
  if (row.user === "" || row.user.length > longestUser) {
    return `user must have 1 to ${longestUser} characters`;
  }
  return row.note.length > longestNote
    ? `note has ${row.note.length} characters, at most ${longestNote} are loaded`
    : null;
}
