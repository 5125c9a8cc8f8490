/** Log sequence numbers: byte positions in PostgreSQL's write-ahead log. */

/** A position in bytes. */
export type Lsn = bigint;

const form = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i;

/**
 * Reads `16/B374D848`.
 *
 * @returns null where the text is no position
 */
export function lsnFrom(text: string): Lsn | null {
  const parts = form.exec(text);
  return parts === null ? null : (BigInt(`0x${parts[1]}`) << 32n) + BigInt(`0x${parts[2]}`);
}

/** The position as PostgreSQL writes it. */
export const lsnText = (lsn: Lsn): string =>
  `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffff_ffffn).toString(16).toUpperCase()}`;
