/** The sections of the page that are words and tables. */
import { anomalyNames } from "../check/evidence.ts";
import { type Cell, table } from "./html_table.ts";
import { type Markup, markup } from "./markup.ts";
import { nameOf, phaseNames, type Result } from "./result.ts";
import { type Stories, tell } from "./story_text.ts";
import {
  anomalyWords,
  duration,
  inHalt,
  inTarget,
  type Particulars,
  plain,
  whyNot,
} from "./text.ts";

/** What a page shows of a plan. */
export interface ShownPlan {
  readonly workload: {
    readonly rate: number;
    readonly messages: number;
    readonly users: number;
    /** 0 to 1. */
    readonly rollbackShare: number;
    readonly inFlightLimit: number;
    readonly timeoutMs: number;
  };
  readonly episodes: readonly {
    readonly name: string;
    readonly aim?: string;
    /** Since the load's start, in milliseconds; missing where it begins at a failpoint. */
    readonly beginMs?: number;
    readonly pass?: { readonly text: string };
    readonly forMs: number;
  }[];
  readonly points: readonly { readonly action: string; readonly text: string }[];
  readonly commands: Readonly<Record<string, string>>;
}

function section(id: string, title: string, ...content: (Markup | null)[]): Markup {
  return markup`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${content}
</section>`;
}

/** A word of judgement: its colour only repeats what it says. */
const word = (text: string, kind = text) => markup`<span class="word ${kind}">${text}</span>`;

export function promises(result: Result): Markup {
  const rows = result.promises.map(({ name, verdict, under, except, why }) => [
    name,
    word(verdict),
    plain(why),
    scopeOf(under, except),
  ]);
  if (rows.length === 0) return section("promises", "Promises", markup`<p>No promise applies.</p>`);
  return section(
    "promises",
    "Promises",
    table("What the variant promises, and what the databases say", [
      "promise",
      "verdict",
      "why",
      "holds under",
    ], rows),
  );
}

function scopeOf(under: "any" | readonly string[], except: readonly string[]): string {
  if (except.length > 0) return `any fault but ${except.join(", ")}`;
  return under === "any" ? "any fault" : under.join(", ") || "no fault";
}

export function operations({ counts, targets }: Result): Markup {
  const { planned, acknowledged, failed, indeterminate, dropped, committed, applied } = counts;
  const rows = [
    ["planned", planned, "by the load, before anything started"],
    ["ok", acknowledged, "acknowledged to the caller"],
    ["failed", failed, "refused for sure, business rollbacks among them"],
    ["uncertain", indeterminate, "the caller never learned the outcome"],
    ["dropped", dropped, "never sent: the limit of operations in flight was reached"],
    ["committed", committed, "stand in the source's database"],
    ["applied", applied, "have an effect in the target's database"],
  ];
  if (counts.failedYetCommitted > 0) {
    rows.push([
      "failed yet committed",
      counts.failedYetCommitted,
      "refused, and there all the same",
    ]);
  }
  const byTarget = targets.length < 2
    ? null
    : markup`<p>Applied in: ${targets.map(inTarget).join(", ")}.</p>`;
  return section(
    "operations",
    "Operations",
    byTarget,
    table("How many operations came how far", ["operations", "count", "meaning"], rows, "counts"),
  );
}

export function planned(result: Result, plan: ShownPlan | null, repeat: string | null): Markup {
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

/** A line is broken between words only, not after a hyphen. */
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

export function faults(result: Result, aside: Particulars | null): Markup {
  const halts = result.halts.map((halt) => markup`<p>Halted: ${inHalt(halt)}.</p>`);
  if (result.faults.length === 0) {
    const nothing = markup`<p>Nothing was broken on purpose.</p>`;
    return section("faults", "Faults", nothing, ...halts);
  }
  const time = (ms: number | null) => ms === null ? "not known" : duration(ms);
  const rows = result.faults.map((fault, index) => [
    fault.name,
    fault.target,
    time(fault.beginMs),
    time(fault.endMs),
    fault.touched ?? "not known",
    fault.by ?? "–",
    fault.effective
      ? word("effective", "kept")
      : markup`${word("proves nothing", "unknown")} ${
        aside?.whyNot[index] ?? whyNot(fault.touched)
      }`,
  ]);
  return section(
    "faults",
    "Faults",
    table(
      "What was broken, since the start of the run",
      [
        "fault",
        "on",
        "from",
        "to",
        "touched",
        "by",
        "effect",
      ],
      rows,
      "times",
    ),
    ...halts,
  );
}

export function anomalies(result: Result): Markup {
  const found = anomalyNames.filter((name) => result.anomalies[name].count > 0);
  if (found.length === 0) return section("anomalies", "Anomalies", markup`<p>None was seen.</p>`);
  const rows = found.map((name) => {
    const { count, standing, ops } = result.anomalies[name];
    const more = count > 12 ? ", …" : "";
    return [
      anomalyWords[name] ?? name,
      count,
      standing === "broken" ? word("broken") : word(standing, "unknown"),
      ops.slice(0, 12).join(", ") + more,
    ];
  });
  return section(
    "anomalies",
    "Anomalies",
    table("What the checkers found", ["anomaly", "count", "standing", "first operations"], rows),
    markup`<p class="note">Broken: a promise forbids it. Observed: no promise of this variant does.</p>`,
  );
}

/** For each broken promise one operation, event by event. */
export function stories(result: Result, events: Stories): Markup | null {
  const told = tell(result, events);
  if (told.length === 0) return null;
  const each = told.map(({ op, title, events, moral }) =>
    markup`<h3>Operation ${op}: ${title}</h3>
${
      table(
        `Events of operation ${op}`,
        ["at", "event", "says"],
        events.map(({ clock, kind, rest }) => [clock, kind, markup`<code>${rest}</code>`]),
        "story",
      )
    }
<p class="moral">${moral}</p>`
  );
  return section("stories", "The story of one operation", ...each);
}

export function latencies(
  { latencyMs, recoveryMs, outageMs }: Result,
  aside: Particulars | null,
): Markup {
  const failed = aside?.callersFailed ?? null;
  const spans = [["caller", latencyMs.caller], ["end to end", latencyMs.endToEnd]] as const;
  const rows = spans.flatMap(([label, latency]) =>
    latency === null ? [] : (["all", "before", "during", "after"] as const).map((when) => {
      const { count, p50, p90, p99, p999, max } = latency[when];
      const times = [p50, p90, p99, p999, max].map((ms) => ms === null ? "–" : duration(ms));
      return [`${label}, ${when}`, ...times, count];
    })
  );
  const sentences = [
    failed === null
      ? null
      : markup`<p>Callers that got no ok, planned rollbacks left out: ${failed}.</p>`,
    recoveryMs === null
      ? null
      : markup`<p>Recovered ${duration(recoveryMs)} after the last fault.</p>`,
    outageMs === null
      ? null
      : markup`<p>Longest time without an ok while the load ran: ${duration(outageMs)}.</p>`,
  ];
  return section(
    "percentiles",
    "Latency before, during and after the faults",
    rows.length === 0 ? markup`<p>The history has no times for it.</p>` : table(
      "Percentiles by the nearest rank",
      ["span", "p50", "p90", "p99", "p99.9", "max", "operations"],
      rows,
      "numbers",
    ),
    ...sentences,
  );
}

export function phases({ phasesMs }: Result): Markup | null {
  const rows = phaseNames.flatMap((name) => {
    const ms = phasesMs[name];
    return ms === null ? [] : [[name, duration(ms)]];
  });
  if (rows.length === 0) return null;
  const total = phaseNames.reduce((sum, name) => sum + (phasesMs[name] ?? 0), 0);
  return section(
    "phases",
    "Phases of the run",
    table(
      "How long each took",
      ["phase", "took"],
      [...rows, ["together", duration(total)]],
      "counts",
    ),
  );
}

export function notes(result: Result, aside: Particulars | null): Markup | null {
  const lines = [
    ...result.notes.map((note) => `${note}.`),
    ...(aside?.doubts ?? []).map((doubt) => `Not proven: ${doubt}.`),
    ...(aside?.notApplicable ?? []).map(({ name, fault }) =>
      `${name} is not promised under ${fault}.`
    ),
    ...result.notJudged.map((name) => `${name} is not judged after a halt.`),
    ...(aside?.torn ?? []).map(({ file, line }) =>
      `Line ${line} of ${file} was cut off by a crash and is left out.`
    ),
    ...(aside?.notes ?? []).map((note) => `${note}.`),
  ];
  if (lines.length === 0) return null;
  return section(
    "notes",
    "Notes",
    markup`<ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>`,
  );
}
