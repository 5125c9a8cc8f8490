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
