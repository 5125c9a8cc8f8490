/** Places in a table or a log, as text: an id `41`, or a position of PostgreSQL's log `0/1A2B3C`. */

/** True where both are places of one form and `a` comes first. */
export function isBefore(a: string, b: string): boolean {
  const [first, second] = [numberAt(a), numberAt(b)];
  return first !== null && second !== null && first < second;
}

function numberAt(place: string): bigint | null {
  if (/^\d{1,30}$/.test(place)) return BigInt(place);
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(place) ?? [];
  return high === undefined ? null : (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

const slash = 0x2f;
const encoder = new TextEncoder();

/** A place that a double holds with every digit, as a number in the order of `isBefore`; else NaN. */
export const quickPlace = (place: string): number => {
  const bytes = encoder.encode(place);
  return quickPlaceIn(bytes, 0, bytes.length);
};

/** The `quickPlace` of the text in `bytes[from, to)`. It makes no strings: rows are many. */
export function quickPlaceIn(bytes: Uint8Array, from: number, to: number): number {
  const at = bytes.subarray(from, to).indexOf(slash);
  if (at < 0) return to - from > 15 ? NaN : digits(bytes, from, to, 10);
  const [high, low] = [[from, from + at], [from + at + 1, to]].map(([start, end]) =>
    end - start > 8 ? NaN : digits(bytes, start, end, 16)
  );
  const place = high * 2 ** 32 + low;
  return place <= Number.MAX_SAFE_INTEGER ? place : NaN;
}

/** NaN where it is empty, or has anything but digits. */
function digits(bytes: Uint8Array, from: number, to: number, base: 10 | 16): number {
  let number = from < to ? 0 : NaN;
  for (let p = from; p < to; p++) {
    const c = bytes[p];
    const letter = (c | 0x20) - 0x61 + 10;
    const digit = c >= 0x30 && c <= 0x39 ? c - 0x30 : c > 0x40 && letter < base ? letter : NaN;
    number = number * base + (digit < base ? digit : NaN);
  }
  return number;
}
