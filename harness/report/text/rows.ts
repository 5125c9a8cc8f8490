/** A label and its text; null is an empty line. */
export type Row = readonly [label: string, text: string] | null;

export function table(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map((row) => row?.[0].length ?? 0));
  return rows.map((row) => row === null ? "" : `  ${row[0].padEnd(width)}  ${row[1]}`);
}
