/** Where a text in double quotes ends: `"she said \"yes\""`. A backslash escapes a quote. */

/** @returns the place of the closing quote; -1 where there is none */
export function endOfQuoted(text: string, open: number): number {
  for (let at = open;;) {
    at = text.indexOf('"', at + 1);
    if (at < 0 || !isEscaped(text, at)) return at;
  }
}

const backslash = 92;

/** An odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === backslash) first--;
  return (at - first) % 2 === 1;
}
