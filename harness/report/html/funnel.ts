import { opsIn } from "../../check/op_ranges.ts";
import { binWords, sumWords } from "../funnel_words.ts";
import type { Report } from "../form.ts";
import { type Markup, markup } from "../markup.ts";
import type { Result } from "../result.ts";
import { visible } from "../visible.ts";
import type { Stories } from "../story_text.ts";
import type { Catalogue } from "../words/en/mod.ts";
import { opLink } from "./op_link.ts";
import { section } from "./section.ts";

type Hop = NonNullable<Result["funnel"]>["hops"][number];
type Bin = Hop["bins"][number];

/** The hops, each with the bins of its operations; null for results of earlier versions. */
export function funnelSection(
  { result: { funnel, counts }, stories }: Report,
  words: Catalogue,
): Markup | null {
  if (funnel === null) return null;
  const { title, sum, note } = words.funnel;
  const hops = funnel.hops.map((hop) => hopRow(hop, funnel.operations, stories, words));
  return section(
    "funnel",
    title,
    markup`<p>${sum(counts.planned, sumWords(funnel, words))}</p>`,
    markup`<ol class="funnel">${hops}</ol>`,
    markup`<p class="note">${note}</p>`,
  );
}

function hopRow(hop: Hop, all: number, stories: Stories, words: Catalogue): Markup {
  const { name, came, bins, wentOn } = hop;
  const say = words.funnel;
  const width = all === 0 ? 0 : Math.round(came / all * 1_000) / 10;
  return markup`<li><div class="hop"><b>${visible(name)}</b> ${say.came(came)}${
    bins.length === 0 ? say.allWentOn : wentOn === 0 ? "" : say.wentOn(wentOn)
  }<svg class="bar" role="presentation" viewBox="0 0 100 1" preserveAspectRatio="none"><rect width="${width}" height="1"/></svg></div>
${bins.map((bin) => binDetails(bin, stories, words))}</li>
`;
}

function binDetails(bin: Bin, stories: Stories, words: Catalogue): Markup {
  const { fate, count, ops, furtherEffects } = bin;
  const say = words.funnel;
  const listed = opsIn(ops);
  const storyOps = listed.filter((op) => (stories.get(op)?.length ?? 0) > 0)
    .map((op, i) => [i === 0 ? null : ", ", opLink(op, stories)]);
  const further = furtherEffects === 0 ? "" : ` ${say.furtherEffects(furtherEffects)}`;
  const first = listed.length < count ? ` ${say.first(listed.length)}` : "";
  return markup`<details class="bin ${fate}"><summary>${
    say.part(count, binWords(bin, words))
  }</summary>
<p>${say.meanings[fate]}${further}${first}</p>
${storyOps.length === 0 ? null : markup`<p>${say.withStory} ${storyOps}.</p>`}
<p class="ops">${ops.replaceAll(",", ", ").replaceAll("-", "–")}</p></details>
`;
}
