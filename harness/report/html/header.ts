/** The verdict, its reason, and the run that was judged. */
import { type Markup, markup } from "../markup.ts";
import { unshownMistake } from "../notes.ts";
import { because } from "../reason.ts";
import { nameOf, type Result } from "../result.ts";
import type { Catalogue } from "../words/en/mod.ts";

export function header(result: Result, words: Catalogue): Markup {
  const twin = unshownMistake(result, words);
  return markup`<header class="${result.verdict}">
<h1><span class="verdict">${words.header.verdicts[result.verdict]}</span> <span class="name">${
    nameIn(result, words)
  }</span></h1>
<p class="reason">${because(result, words)}</p>
${twin === null ? null : markup`<p class="reason">${twin}.</p>`}
<p class="about">${about(result, words)}</p>
</header>`;
}

/** `BROKEN outbox/last-id over kafka`. */
export const titleOf = (result: Result, words: Catalogue): string =>
  `${words.header.verdicts[result.verdict]} ${nameIn(result, words)}`;

/** `messaging/event over rabbitmq`. */
export function nameIn(result: Result, { header }: Catalogue): string {
  const { broker } = result;
  const name = nameOf({ ...result, broker: null });
  if (name === null) return header.history;
  return broker === null ? name : header.over(name, broker);
}

function about({ run, seed, runtime }: Result, { header }: Catalogue): Markup[] {
  const parts = [
    ...(run === null ? [] : [header.run(markup`<code>${run}</code>`)]),
    ...(seed === null ? [] : [header.seed(markup`<code>${seed}</code>`)]),
    ...(runtime === null ? [] : [header.runtime(runtime)]),
  ];
  return parts.map((part, index) => markup`${index === 0 ? "" : " · "}${part}`);
}
