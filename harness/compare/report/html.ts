/** A comparison as one self-contained page: it fetches nothing, and no program runs in it. */
import { section } from "../../report/html/section.ts";
import { table } from "../../report/html/table.ts";
import { type Markup, markup, trusted } from "../../report/markup.ts";
import pageStyle from "../../report/page.css" with { type: "text" };
import type { CompareForm } from "../form.ts";
import type { Section, Shown } from "../page.ts";

export const html: CompareForm = { name: "html", render: page };

const policy = [
  ...["default-src 'none'", "style-src 'unsafe-inline'"],
  ...["base-uri 'none'", "form-action 'none'"],
].join("; ");

function page({ page: { title, headline, sections, foot } }: Shown): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · asynclab</title>
<style>${trusted(pageStyle)}</style>
</head>
<body>
<header><h1>${title}</h1>
<p>${headline}.</p></header>
<main>
${sections.map(drawn)}
</main>
<footer><p>${foot}.</p></footer>
</body>
</html>
`.toString();
}

function drawn({ title, heads, rows = [], code, notes }: Section, number: number): Markup {
  return section(
    `table-${number}`,
    capital(title),
    ...(heads === undefined ? [] : [table(title, heads, rows)]),
    ...(code === undefined ? [] : [markup`<pre><code>${code.join("\n")}</code></pre>`]),
    ...notes.map((note) => markup`<p>${note}</p>`),
  );
}

const capital = (text: string) => text[0].toUpperCase() + text.slice(1);
