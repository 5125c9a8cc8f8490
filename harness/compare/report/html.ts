/** A comparison as one self-contained page: it fetches nothing, and no program runs in it. */
import { section, word } from "../../report/html/section.ts";
import { type Cell as Drawn, table } from "../../report/html/table.ts";
import { type Markup, markup, trusted } from "../../report/markup.ts";
import pageStyle from "../../report/page.css" with { type: "text" };
import type { CompareForm } from "../form.ts";
import { type Cell, cellText, type Section, type Shown } from "../page.ts";

export const html: CompareForm = { name: "html", render: page };

const policy = [
  ...["default-src 'none'", "style-src 'unsafe-inline'"],
  ...["base-uri 'none'", "form-action 'none'"],
].join("; ");

/** The caption of a table says the same as the heading above it: it is for screen readers only. */
const ownStyle = `
caption { position: absolute; clip-path: inset(50%); }
header { border-color: var(--line-1); background: var(--soft); }
`;

function page({ page: { title, headline, sections, foot }, runsPath }: Shown): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · asynclab</title>
<style>${trusted(pageStyle)}${trusted(ownStyle)}</style>
</head>
<body>
<header><h1>${title}</h1>
<p>${headline}.</p></header>
<main>
${sections.map((part, number) => drawn(part, number, runsPath))}
</main>
<footer><p>${foot}.</p></footer>
</body>
</html>
`.toString();
}

function drawn(part: Section, number: number, runsPath: string | undefined): Markup {
  const { title, heads, rows = [], mostColumns, code, notes } = part;
  const isOfLanes = mostColumns !== undefined;
  const cells = isOfLanes
    ? rows.map((row) => row.map(cellText))
    : rows.map((row) => row.map((cell) => cellOf(cell, runsPath)));
  const kind = isOfLanes ? "lanes" : (heads?.length ?? 0) > 3 ? "rows" : "";
  return section(
    `table-${number}`,
    capital(title),
    ...(heads === undefined ? [] : [table(title, heads, cells, kind)]),
    ...(code === undefined
      ? []
      : [markup`<pre tabindex="0"><code>${code.join("\n")}</code></pre>`]),
    ...notes.map((note) => markup`<p>${note}</p>`),
  );
}

/** What a cell says, as a link to the page of its run where there is one. */
function cellOf(cell: Cell, runsPath: string | undefined): Drawn {
  const said = saidOf(cellText(cell));
  if (typeof cell === "string" || runsPath === undefined) return said;
  const address = encodeURI(`${runsPath}/${cell.run}/report.html`);
  return markup`<a href="${address}" title="${cell.run}">${said}</a>`;
}

/** A verdict with its shape; a figure that is not broken before its unit. */
function saidOf(text: string): Drawn {
  const [verdict] = /^(kept|broken|unknown)\b/.exec(text) ?? [];
  return verdict === undefined
    ? text.replace(/^([\d.,]+) (\S+)$/, "$1\u00a0$2")
    : word(text, verdict);
}

const capital = (text: string) => text[0].toUpperCase() + text.slice(1);
