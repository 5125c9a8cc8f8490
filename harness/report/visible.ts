/** Makes text of a history safe to show: no character is invisible or controls a terminal or page. */

/**
 * Control characters, line separators, lone surrogates, and characters that are not drawn or that
 * turn the direction of text.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Replaces each character that cannot be seen by its number: `\u{202e}`. */
export function visible(text: string): string {
  return text.replace(unseen, numberOf);
}

/** Like `visible`, but keeps line feeds and tabs, which a page shows as spaces. */
export function visibleInPage(text: string): string {
  return text.replace(
    unseen,
    (character) => /[\n\t]/.test(character) ? character : numberOf(character),
  );
}

/** Returns a copy with `visible` on every text. It is a copy through JSON: only finite numbers survive. */
export function withVisibleText<T>(value: T): T {
  const clean = (_: string, field: unknown) => typeof field === "string" ? visible(field) : field;
  return JSON.parse(JSON.stringify(value), clean);
}

/** Returns JSON with the same meaning, without invisible characters. */
export function visibleJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    unseen,
    (character) => character === "\n" ? character : escapeOf(character),
  );
}

/** The character as JSON spells it: one escape for each half of a surrogate pair. */
const escapeOf = (character: string) =>
  character.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

/**
 * Like `visible`. In a text that is not in the usual Unicode form (NFC), every character beyond
 * ASCII becomes a number too, so that the form can be seen.
 */
export function visibleSpelling(text: string): string {
  return text === text.normalize("NFC") ? visible(text) : spelledOut(text);
}

function numberOf(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

const spelledOut = (text: string) => visible(text).replace(/[^\u0020-\u007e]/gu, numberOf);

/** How many characters of a text are shown, and how many of them before the first difference. */
const longestShown = 60;
const before = 20;

/**
 * Quotes two different texts in such a way that the difference can be seen. Long texts are cut to the
 * part around the difference. Characters beyond ASCII are also given as numbers.
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

/** Whether two texts are spellings of one: the same characters in other Unicode forms. */
export const isSameName = (a: string, b: string): boolean =>
  a.normalize("NFKC") === b.normalize("NFKC");

/** The Unicode form of a text; null for a mixture. */
export const formOf = (text: string): string | null =>
  ["NFC", "NFD", "NFKC", "NFKD"].find((form) => text.normalize(form) === text) ?? null;
