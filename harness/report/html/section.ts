/** A section of the page, and words of judgement in it. */
import { type Markup, markup } from "../markup.ts";

export function section(id: string, title: string, ...content: (Markup | null)[]): Markup {
  return markup`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${content}
</section>`;
}

/** A word of judgement: its colour only repeats what it says. */
export const word = (text: string, kind = text) =>
  markup`<span class="word ${kind}">${text}</span>`;
