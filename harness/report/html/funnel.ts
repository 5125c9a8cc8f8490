import { opsIn } from "../../check/op_ranges.ts";
import { binWords, fateMeanings, sumWords } from "../funnel_words.ts";
import type { Report } from "../form.ts";
import { type Markup, markup } from "../markup.ts";
import type { Result } from "../result.ts";
import { visible } from "../visible.ts";
import type { Stories } from "../story_text.ts";
import { many } from "../words/amounts.ts";
import { opLink } from "./op_link.ts";
import { section } from "./section.ts";

type Hop = NonNullable<Result["funnel"]>["hops"][number];
type Bin = Hop["bins"][number];

/** The hops, each with the bins of its operations; null for results of earlier versions. */
export function funnelSection({ result: { funnel, counts }, stories }: Report): Markup | null {
  if (funnel === null) return null;
  const hops = funnel.hops.map((hop) => hopRow(hop, funnel.operations, stories));
  return section(
    "funnel",
    "Funnel",
    markup`<p>${counts.planned} planned = ${sumWords(funnel)}.</p>`,
    markup`<ol class="funnel">${hops}</ol>`,
    markup`<p class="note">At each hop an operation stops in one bin, or goes on. A bin opens its operations.</p>`,
  );
}

function hopRow({ name, came, bins, wentOn }: Hop, all: number, stories: Stories): Markup {
  const width = all === 0 ? 0 : Math.round(came / all * 1_000) / 10;
  return markup`<li><div class="hop"><b>${visible(name)}</b> ${came} came${
    bins.length === 0 ? ", all went on" : wentOn === 0 ? "" : `, ${wentOn} went on`
  }<svg class="bar" role="presentation" viewBox="0 0 100 1" preserveAspectRatio="none"><rect width="${width}" height="1"/></svg></div>
${bins.map((bin) => binDetails(bin, stories))}</li>
`;
}

function binDetails(bin: Bin, stories: Stories): Markup {
  const { fate, count, ops, furtherEffects } = bin;
  const listed = opsIn(ops);
  const storyOps = listed.filter((op) => (stories.get(op)?.length ?? 0) > 0)
    .map((op, i) => [i === 0 ? null : ", ", opLink(op, stories)]);
  const further = furtherEffects === 0 ? "" : ` ${many(furtherEffects, "further effect")}.`;
  const first = listed.length < count ? ` The first ${listed.length}:` : "";
  return markup`<details class="bin ${fate}"><summary>${count} ${binWords(bin)}</summary>
<p>${fateMeanings[fate]}${further}${first}</p>
${storyOps.length === 0 ? null : markup`<p>With a story: ${storyOps}.</p>`}
<p class="ops">${ops.replaceAll(",", ", ").replaceAll("-", "–")}</p></details>
`;
}
