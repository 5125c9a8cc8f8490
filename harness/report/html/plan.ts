import type { Report, ShownPlan } from "../form.ts";
import { type Markup, markup } from "../markup.ts";
import { nameOf } from "../result.ts";
import { duration } from "../words/amounts.ts";
import { section } from "./section.ts";
import { type Cell, table } from "./table.ts";

export function planSection({ result, plan, repeat }: Report): Markup {
  const rows: [string, Cell][] = [];
  const name = nameOf(result);
  if (name !== null) rows.push(["lab/variant", name]);
  if (result.seed !== null) rows.push(["seed", result.seed]);
  if (result.runtime !== null) rows.push(["runtime", result.runtime]);
  const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version}`);
  if (versions.length > 0) rows.push(["versions", versions.join(", ")]);
  if (plan !== null) rows.push(...planRows(plan));
  const again = repeat === null ? null : markup`<h3>Run it again</h3>
<pre class="command"><code>${unbroken(repeat)}</code></pre>`;
  if (rows.length === 0) {
    return section("plan", "Plan", markup`<p>This history does not say how it was made.</p>`);
  }
  return section("plan", "Plan", table("What was run", ["what", "as planned"], rows), again);
}

/** Lets a browser break the command between words only, not after a hyphen. */
function unbroken(command: string): Markup[] {
  return command.split(" ").map((word, index) =>
    markup`${index === 0 ? "" : " "}<span>${word}</span>`
  );
}

function planRows({ workload, episodes, points, commands }: ShownPlan): [string, Cell][] {
  const { messages, users, rate, rollbackShare, inFlightLimit, timeoutMs } = workload;
  const rolledBack = Number((rollbackShare * 100).toFixed(2));
  const chaos = [
    ...episodes.map(({ name, aim, beginMs = 0, pass, forMs }) =>
      `${aim === undefined ? name : `${name}:${aim}`} at ` +
      (pass === undefined ? `${duration(beginMs)} of the load` : pass.text) +
      (forMs > 0 ? ` for ${duration(forMs)}` : "")
    ),
    ...points.map(({ action, text }) => `${action} ${text}`),
  ];
  return [
    [
      "load",
      `${messages} operations of ${users} users, ${rate} a second, ${rolledBack} % rolled back; ` +
      `at most ${inFlightLimit} in flight, each answered within ${duration(timeoutMs)}`,
    ],
    [
      "chaos",
      chaos.length === 0 ? "none" : markup`${chaos.map((one) => markup`<div>${one}</div>`)}`,
    ],
    ...Object.entries(commands).map(([role, command]): [string, Cell] => [
      `role ${role}`,
      markup`<code>${command}</code>`,
    ]),
  ];
}
