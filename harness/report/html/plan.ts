import type { Report, ShownPlan } from "../form.ts";
import { type Markup, markup } from "../markup.ts";
import { nameIn } from "./header.ts";
import type { Catalogue } from "../words/en/mod.ts";
import { section } from "./section.ts";
import { type Cell, table } from "./table.ts";

export function planSection({ result, plan, repeat }: Report, words: Catalogue): Markup {
  const { plan: say } = words;
  const rows: [string, Cell][] = [];
  if (result.lab !== null) rows.push([say.name, nameIn(result, words)]);
  if (result.seed !== null) rows.push([say.seed, result.seed]);
  if (result.runtime !== null) rows.push([say.runtime, result.runtime]);
  const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version}`);
  if (versions.length > 0) rows.push([say.versions, versions.join(", ")]);
  if (plan !== null) rows.push(...planRows(plan, say));
  const again = repeat === null ? null : markup`<h3>${say.again}</h3>
<pre class="command"><code>${unbroken(repeat)}</code></pre>`;
  if (rows.length === 0) {
    return section("plan", say.title, markup`<p>${say.none}</p>`);
  }
  return section("plan", say.title, table(say.caption, say.head, rows), again);
}

/** Lets a browser break the command between words only, not after a hyphen. */
function unbroken(command: string): Markup[] {
  return command.split(" ").map((word, index) =>
    markup`${index === 0 ? "" : " "}<span>${word}</span>`
  );
}

function planRows(
  { workload, episodes, points, commands }: ShownPlan,
  say: Catalogue["plan"],
): [string, Cell][] {
  const rolledBackPercent = Number((workload.rollbackShare * 100).toFixed(2));
  const chaos = [
    ...episodes.map(({ name, aim, beginMs = 0, pass, forMs }) =>
      say.episode(aim === undefined ? name : `${name}:${aim}`, beginMs, pass?.text ?? null, forMs)
    ),
    ...points.map(({ action, text }) => `${action} ${text}`),
  ];
  return [
    [say.load, say.loadOf(workload, rolledBackPercent)],
    [
      say.chaos,
      chaos.length === 0 ? say.noChaos : markup`${chaos.map((one) => markup`<div>${one}</div>`)}`,
    ],
    ...Object.entries(commands).map(([role, command]): [string, Cell] => [
      say.role(role),
      markup`<code>${command}</code>`,
    ]),
  ];
}
