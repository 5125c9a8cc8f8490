/** A table of the page. A wide table can be scrolled, also from the keyboard. */
import { type Markup, markup } from "../markup.ts";

export type Cell = Markup | string | number;

/**
 * The first cell of each row is its header.
 *
 * @param kind classes; `rows`: on a phone each row is a list of its own, with the heads before its cells
 */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  kind = "",
): Markup {
  const headed = head.map((name) => markup`<th scope="col">${name}</th>`);
  const isOfRows = kind.split(" ").includes("rows");
  const body = rows.map(([first, ...rest]) => {
    const cells = rest.map((cell, i) =>
      isOfRows ? markup`<td data-head="${head[i + 1]}">${cell}</td>` : markup`<td>${cell}</td>`
    );
    return markup`<tr><th scope="row">${first}</th>${cells}</tr>\n`;
  });
  return markup`<div class="wide" role="region" aria-label="${caption}" tabindex="0">
<table class="${kind}"><caption>${caption}</caption>
<thead><tr>${headed}</tr></thead>
<tbody>
${body}</tbody></table></div>`;
}
