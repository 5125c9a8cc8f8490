/** A table of the page. A wide table can be scrolled, also from the keyboard. */
import { type Markup, markup } from "../markup.ts";

export type Cell = Markup | string | number;

/** The first cell of each row is its header. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  kind = "",
): Markup {
  const headed = head.map((name) => markup`<th scope="col">${name}</th>`);
  const body = rows.map(([first, ...rest]) =>
    markup`<tr><th scope="row">${first}</th>${rest.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`
  );
  return markup`<div class="wide" role="region" aria-label="${caption}" tabindex="0">
<table class="${kind}"><caption>${caption}</caption>
<thead><tr>${headed}</tr></thead>
<tbody>
${body}</tbody></table></div>`;
}
