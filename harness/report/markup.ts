/** HTML as templates: what is put in is text, unless it is markup already. */

/** Text that is HTML. Made by `markup` and `trusted` alone. */
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

/** Escapes every value that is not markup; null is nothing, a list is its pieces. */
export function markup(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(strings.reduce((html, text, i) => html + render(pieces[i - 1]) + text));
}

/** For text that no history has a part in: our own style sheet and programs. */
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
  return visible(text).replace(/[&<>"']/g, (character) => entities[character]);
}

/** Control characters, and those that turn the direction of what follows them, are made visible. */
export function visible(text: string): string {
  return text.toWellFormed()
    // deno-lint-ignore no-control-regex
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** A value as the contents of a script element: no sequence in it ends the element. */
export function json(value: unknown): Markup {
  const text = JSON.stringify(
    value,
    (_, field) => typeof field === "string" ? visible(field) : field,
  );
  const code = (character: string) => "\\u" + character.charCodeAt(0).toString(16).padStart(4, "0");
  return new Markup(text.replace(/[<>&\u2028\u2029]/g, code));
}
