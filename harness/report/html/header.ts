/** The verdict, its reason, and the run that was judged. */
import { type Markup, markup } from "../markup.ts";
import { unshownMistake } from "../notes.ts";
import { because } from "../reason.ts";
import { nameOf, type Result } from "../result.ts";

export function header(result: Result): Markup {
  const twin = unshownMistake(result);
  return markup`<header class="${result.verdict}">
<h1><span class="verdict">${result.verdict.toUpperCase()}</span> <span class="name">${
    titleOf(result)
  }</span></h1>
<p class="reason">${because(result)}</p>
${twin === null ? null : markup`<p class="reason">${twin}.</p>`}
<p class="about">${about(result)}</p>
</header>`;
}

export const titleOf = (result: Result): string => nameOf(result) ?? "a history";

function about({ run, seed, runtime }: Result): Markup[] {
  const parts: Markup[] = [];
  if (run !== null) parts.push(markup`run <code>${run}</code>`);
  if (seed !== null) parts.push(markup`seed <code>${seed}</code>`);
  if (runtime !== null) parts.push(markup`on ${runtime}`);
  return parts.map((part, index) => index === 0 ? part : markup` · ${part}`);
}
