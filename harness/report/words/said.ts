/** Text of the page in its language. A part of it may be in another one, and is marked as such. */
import { Markup, markup } from "../markup.ts";
import { visible } from "../visible.ts";

export type Said = string | Markup;

/** Like a template; it is markup as soon as one of its pieces is. */
export function said(strings: TemplateStringsArray, ...pieces: readonly (Said | number)[]): Said {
  if (pieces.some((piece) => piece instanceof Markup)) return markup(strings, ...pieces);
  return strings.reduce((text, rest, i) => `${text}${pieces[i - 1]}${rest}`);
}

/** Like `join` of a list. */
export const joined = (parts: readonly Said[], separator: string): Said =>
  parts.length === 0 ? "" : parts.reduce((all, part) => said`${all}${separator}${part}`);

/** A sentence that nobody translates, such as that of a role, for a page in another language. */
export const english = (text: string): Markup => markup`<span lang="en">${visible(text)}</span>`;

type Columns<Names extends readonly string[]> = { readonly [Index in keyof Names]: string };

/** The names of a table's columns: each language has as many. */
export const columns = <const Names extends readonly string[]>(
  ...names: Names
): Columns<Names> => names as Columns<Names>;
