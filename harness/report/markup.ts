/** HTML as templates: every inserted value is text, unless it is markup already. */

import { visibleInPage } from "./visible.ts";

/** Text that is HTML. Only the functions of this file make it. */
export class Markup {
  readonly #html: string;

  constructor(html: string) {
    this.#html = html;
  }

  toString(): string {
    return this.#html;
  }
}

type Piece = Markup | string | number | null | readonly Piece[];

/** Escapes every value that is not markup. Null adds nothing; a list adds each of its pieces. */
export function markup(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(strings.reduce((html, text, i) => html + render(pieces[i - 1]) + text));
}

/** For text that contains nothing from a history: our own style sheets and scripts. */
export const trusted = (html: string): Markup => new Markup(html);

function render(piece: Piece): string {
  if (piece === null) return "";
  if (piece instanceof Markup) return piece.toString();
  if (typeof piece === "object") return piece.map(render).join("");
  return escaped(String(piece));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return visibleInPage(text).replace(/[&<>"']/g, (character) => entities[character]);
}

/** Returns a value as the contents of a script element. No sequence in it ends the element. */
export function json(value: unknown): Markup {
  const text = JSON.stringify(
    value,
    (_, field) => typeof field === "string" ? visibleInPage(field) : field,
  );
  const code = (character: string) => "\\u" + character.charCodeAt(0).toString(16).padStart(4, "0");
  return new Markup(text.replace(/[<>&\u2028\u2029]/g, code));
}
