/** Text of a history as a person can see it: nothing in it is invisible or steers what shows it. */

/** Controls, line separators, halves of pairs, and what is not drawn or turns the direction of text. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Each character that cannot be seen as its number: `\u{202e}`. */
export function visible(text: string): string {
  return text.replace(unseen, numberOf);
}

/** The same, but for line feeds and tabs, which a page shows as spaces. */
export function visibleInPage(text: string): string {
  return text.replace(
    unseen,
    (character) => /[\n\t]/.test(character) ? character : numberOf(character),
  );
}

/** The same value, with visible characters alone. Of numbers, JSON keeps those that are finite. */
export function cleaned<T>(value: T): T {
  const clean = (_: string, field: unknown) => typeof field === "string" ? visible(field) : field;
  return JSON.parse(JSON.stringify(value), clean);
}

/** JSON that means the same, in which nothing is invisible either. */
export function visibleJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    unseen,
    (character) => character === "\n" ? character : escapeOf(character),
  );
}

/** As JSON spells it: a number for each half of a pair. */
const escapeOf = (character: string) =>
  character.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

/** As `visible`; a text in another form than the usual one (NFC) has its accents as numbers. */
export function visibleSpelling(text: string): string {
  return text === text.normalize("NFC") ? visible(text) : spelledOut(text);
}

function numberOf(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

const spelledOut = (text: string) => visible(text).replace(/[^\u0020-\u007e]/gu, numberOf);

/** The longest part of a text that is shown, and how much of it before the first difference. */
const longestShown = 60;
const before = 20;

/**
 * Two texts that differ, quoted so that the difference can be seen: near its place where they are
 * long, and letter by letter where they are beyond ASCII.
 */
export function tellApart(a: string, b: string): [a: string, b: string] {
  const from = firstDifference(a, b);
  const isPlain = ![a, b].some((text) => /[^\u0020-\u007e]/.test(text));
  const show = (text: string) => {
    const cut = excerpt(text, from);
    const shown = `"${visible(cut)}"`;
    return isPlain || spelledOut(cut) === visible(cut) ? shown : `${shown} (${spelledOut(cut)})`;
  };
  return [show(a), show(b)];
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function excerpt(text: string, from: number): string {
  const start = from + before < longestShown ? 0 : from - before;
  const end = start + longestShown;
  return (start > 0 ? "…" : "") + text.slice(start, end) + (end < text.length ? "…" : "");
}

/** Names the Unicode forms of two texts that look the same; null where they are not known to. */
export function sameName(a: string, b: string): string | null {
  if (a.normalize("NFKC") !== b.normalize("NFKC")) return null;
  return `two Unicode spellings of one text, ${formOf(a)} and ${formOf(b)}`;
}

function formOf(text: string): string {
  const form = (["NFC", "NFD", "NFKC", "NFKD"] as const).find((form) =>
    text.normalize(form) === text
  );
  return form === undefined ? "no normal form" : form;
}
