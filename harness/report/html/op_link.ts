import { type Markup, markup } from "../markup.ts";
import type { Stories } from "../story_text.ts";

/** The number of an operation; it leads to the operation's story where the page has it. */
export function opLink(op: number, stories: Stories): Markup {
  if ((stories.get(op)?.length ?? 0) === 0) return markup`${op}`;
  return markup`<a href="#op-${op}">${op}</a>`;
}
