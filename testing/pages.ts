/**
 * Generates parts of the pages: tables of the registries and of measured figures, and code. In a page, a generated part is
 * between `<!-- generated: NAME WORD -->` and `<!-- end -->`, and `deno task pages` rewrites it.
 */
import { join, relative } from "node:path";
import { checkers } from "../harness/check/mod.ts";
import { hazards } from "../harness/contract/hazards.ts";
import { editionsOf, type Fault, type Lab, type Variant } from "../harness/contract/lab.ts";
import { faultsInAny, inOrder } from "../harness/faults/catalogue.ts";
import { keepers } from "../harness/history/believed.ts";
import type { Kind } from "../harness/history/kind.ts";
import { variableOf } from "../harness/contract/choice.ts";
import { processesOf } from "../harness/contract/processes.ts";
import { kinds } from "../harness/history/kinds/mod.ts";
import { labs } from "../labs/mod.ts";
import { comparedTable } from "./pages_compare.ts";
import { resultTable } from "./pages_result.ts";
import { code, list, table } from "./pages_table.ts";

export const root = join(import.meta.dirname!, "..");

/** The function of each table. It gets the word after the table's name, or "". */
const tables: Readonly<Record<string, (word: string) => string>> = {
  variants: (word) => variantsTable(labCalled(word)),
  failpoints: (word) => failpointsTable(labCalled(word)),
  environment: () => environmentTable(),
  faults: () => faultsTable(),
  promises: () => promisesTable(),
  hazards: () => hazardsTable(),
  kinds: () => kindsTable(),
  fields: () => fieldsTable(),
  result: () => resultTable(),
  compared: comparedTable,
  code: (word) => codeOf(word),
};

const part = /^<!-- generated: (\S+?)(?: (\S+))? -->\n[^]*?<!-- end -->$/gm;

/**
 * @returns the page with each generated part as the registries have it today
 * @throws Error where a part names a table or a lab that does not exist
 */
export function withGeneratedParts(page: string): string {
  return page.replaceAll(part, (_, name: string, word = "") => {
    if (!Object.hasOwn(tables, name)) throw new Error(`There is no table '${name}' to generate`);
    const marker = ["generated:", name, word].filter((one) => one !== "").join(" ");
    return `<!-- ${marker} -->\n\n${tables[name](word)}\n\n<!-- end -->`;
  });
}

/** Paths of all Markdown pages of the project, relative to its root. */
export function pages(folder = root): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory, isFile }) => {
    const path = join(folder, name);
    if (isDirectory) return name.startsWith(".") || name === "node_modules" ? [] : pages(path);
    return isFile && name.endsWith(".md") ? [relative(root, path)] : [];
  }).sort();
}

/** The generated parts of a page, each as its name and word: `variants outbox`. */
export const partsOf = (page: string): string[] =>
  [...page.matchAll(part)].map(([, name, word]) => [name, word].filter(Boolean).join(" "));

/** The parts that the pages must have, each exactly once. */
export const allParts: readonly string[] = [
  ...labs.flatMap(({ name }) => [`variants ${name}`, `failpoints ${name}`]),
  ...["environment", "faults", "promises", "hazards", "kinds", "fields", "result"],
  ...["compared", "compared ko"],
];

function labCalled(name: string): Lab {
  const lab = labs.find((lab) => lab.name === name);
  if (lab === undefined) throw new Error(`There is no lab '${name}' to generate a table of`);
  return lab;
}

/** The variants of all editions of a lab, each as the first edition with this variant defines it. */
function variantsOf(lab: Lab): Map<string, { variant: Variant; brokers: string[] }> {
  const found = new Map<string, { variant: Variant; brokers: string[] }>();
  for (const { variants, broker } of editionsOf(lab)) {
    for (const [name, variant] of Object.entries(variants)) {
      const one = found.get(name) ?? { variant, brokers: [] };
      if (broker !== undefined) one.brokers.push(broker);
      found.set(name, one);
    }
  }
  return found;
}

/** Sound variants come first, because a reader looks for them. */
function variantsTable(lab: Lab): string {
  const found = [...variantsOf(lab)];
  const isSound = ({ breaks }: Variant) => breaks === undefined;
  const all = [
    ...found.filter(([, { variant }]) => isSound(variant)),
    ...found.filter(([, { variant }]) => !isSound(variant)),
  ];
  const count = editionsOf(lab).length;
  const hasChoice = all.some(([, { brokers }]) => brokers.length < count && lab.editions);
  const rows = all.map(([name, { variant: { summary, breaks }, brokers }]) => [
    code(name),
    summary,
    breaks === undefined ? "sound" : `**breaks** ${code(breaks.name)}`,
    ...(hasChoice ? [brokers.length === count ? "all" : list(brokers)] : []),
  ]);
  return table(["variant", "what it does", "verdict", ...(hasChoice ? ["brokers"] : [])], rows);
}

function failpointsTable({ failpoints, failpointsWithoutOps = [] }: Lab): string {
  const rows = Object.entries(failpoints).map(([role, points]) => [
    code(role),
    points.map((point) =>
      code(point) + (failpointsWithoutOps.includes(`${role}:${point}`) ? " (no `@op=`)" : "")
    ).join(", "),
  ]);
  return table(["role", "failpoints, in the order of its program"], rows);
}

/** The address settings that `openRoleProcesses` gives a role, beside its own settings. */
function addressesOf(lab: Lab, role: string): string[] {
  const { links, calls = [], listens } = lab.roles[role];
  return [
    ...links.map((server) => `${server.toUpperCase()}_URL`),
    ...(links.includes("broker") ? ["TOPIC", "GROUP"] : []),
    ...calls.map((called) => `${called.toUpperCase()}_URL`),
    ...(listens ? ["LISTEN_PORT"] : []),
    ...Object.keys(lab.choices ?? {}).filter((name) => isGiven(lab, role, name)).map(variableOf),
  ];
}

/** True where some variant that runs the role has the choice. */
const isGiven = (lab: Lab, role: string, choice: string): boolean =>
  Object.entries(lab.variants).some(([name, { withoutChoices = [] }]) =>
    !withoutChoices.includes(choice) &&
    processesOf(lab, name).some((process) => process.role === role)
  );

function settingsOf(lab: Lab, role: string): string[] {
  const all = editionsOf(lab).flatMap(({ variants }) =>
    Object.values(variants).flatMap(({ settings }) => Object.keys(settings?.[role] ?? {}))
  );
  return [...new Set([...all, ...lab.roles[role].settings ?? []])];
}

function environmentTable(): string {
  const rows = labs.flatMap((lab) =>
    Object.keys(lab.roles).map((role) => [
      lab.name,
      code(role),
      list(addressesOf(lab, role)),
      list(settingsOf(lab, role)),
    ])
  );
  const hasChoices = labs.some(({ choices }) => choices !== undefined);
  const given = hasChoices ? "addresses and choices" : "addresses";
  return table(["lab", "role", given, "settings of our own program"], rows);
}

const faultsOf = (lab: Lab): Fault[] => inOrder(editionsOf(lab).flatMap(faultsInAny));

function duration(ms: number): string {
  if (ms === 0) return "an instant";
  return ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}

/** A fault may differ between labs, in its length or its summary. */
function faultsTable(): string {
  const byLab = labs.map((lab) => ({ lab: lab.name, faults: faultsOf(lab) }));
  const rows = inOrder(byLab.flatMap(({ faults }) => faults)).map(({ name }) => {
    const inLabs = byLab.filter(({ faults }) => faults.some((one) => one.name === name));
    const same = inLabs.flatMap(({ faults }) => faults.filter((one) => one.name === name));
    const distinct = (words: readonly string[]) => [...new Set(words)];
    return [
      code(name),
      distinct(same.map(({ summary }) => summary)).join("; or: "),
      otherNames(same),
      distinct(same.map(({ lastsMs }) => duration(lastsMs))).join(" or "),
      inLabs.length === labs.length ? "all" : inLabs.map(({ lab }) => lab).join(", "),
    ];
  });
  return table(["fault", "what it does", "other names", "usual length", "labs"], rows);
}

/** The aliases of a fault in several labs. An alias with an unusual length has its length behind it. */
function otherNames(same: readonly Fault[]): string {
  const all = same.flatMap(({ aliases, lastsMs: usualMs }) =>
    aliases.map(({ name, lastsMs = usualMs }) => ({ name, lastsMs, isUsual: lastsMs === usualMs }))
  );
  return [...Map.groupBy(all, ({ name }) => name)].map(([name, ones]) => {
    if (ones.every(({ isUsual }) => isUsual)) return code(name);
    const lengths = new Set(ones.map(({ lastsMs }) => duration(lastsMs)));
    return `${code(name)} (${[...lengths].join(" or ")})`;
  }).join(", ");
}

function promisesTable(): string {
  const rows = checkers.map(({ name, summary, holds, limit, anomaly }) => [
    code(name),
    summary,
    holds === "always" ? "every fault but its exceptions" : "the faults it names",
    limit ?? "",
    anomaly === null ? "" : code(anomaly),
  ]);
  return table(["promise", "what it says", "made under", "limit in", "list in the result"], rows);
}

/** Each hazard with the promises that it threatens. */
function hazardsTable(): string {
  const rows = hazards.map((hazard) => [
    code(hazard.name),
    hazard.summary,
    list(
      checkers.filter(({ threatenedBy }) =>
        threatenedBy !== "operations" && threatenedBy.includes(hazard)
      ).map(({ name }) => name),
    ),
  ]);
  return table(["hazard", "what happened", "threatens"], rows);
}

/** The files in a run's folder that may hold events of a kind. */
function filesOf({ writer, secondWriter }: Kind): string[] {
  const files = Object.entries(keepers).flatMap(([name, keeper]) =>
    keeper === writer || keeper === secondWriter ? [name] : []
  );
  return files.length === 0 ? ["ROLE-N.jsonl"] : files;
}

function kindsTable(): string {
  const rows = kinds.map((kind) => [
    code(kind.name),
    list(filesOf(kind)),
    Object.keys(kind.fields).map((field) =>
      code(field) + (kind.optional?.includes(field) ? "?" : "")
    ).join(", "),
    kind.summary,
  ]);
  return table(["kind", "written to", "fields", "meaning"], rows);
}

function fieldsTable(): string {
  const all = kinds.flatMap(({ name, fields }) =>
    Object.entries(fields).map(([field, meaning]) => ({ name, field, meaning }))
  );
  const groups = Map.groupBy(all, ({ field, meaning }) => `${field} ${meaning}`).values();
  const rows = [...groups].map((same) => [
    code(same[0].field),
    list(same.map(({ name }) => name)),
    same[0].meaning,
  ]);
  return table(["field", "of", "what it says"], rows.toSorted(([a], [b]) => a < b ? -1 : 1));
}

/** A file, or one statement of it: `harness/faults/restart.ts`, `labs/polling/variants.ts#sound`. */
function codeOf(word: string): string {
  const [path, name] = word.split("#");
  const text = Deno.readTextFileSync(join(root, path));
  const shown = name === undefined ? text.trimEnd() : statementOf(path, text.split("\n"), name);
  return `\`\`\`ts\n// ${path}\n${shown}\n\`\`\``;
}

/** From the comment before the statement to its closing line, which has no indent. */
function statementOf(path: string, lines: readonly string[], name: string): string {
  const start = lines.findIndex((line) =>
    new RegExp(`^(export )?(const|function|async function|interface) ${name}\\b`).test(line)
  );
  if (start < 0) throw new Error(`There is no '${name}' in ${path} to show`);
  const isWhole = lines[start].endsWith(";");
  const length = isWhole ? 0 : lines.slice(start + 1).findIndex((line) => /^[)}\]]/.test(line)) + 1;
  let from = start;
  while (/^\/?\*|^ \*/.test(lines[from - 1] ?? "")) from--;
  return lines.slice(from, start + length + 1).join("\n");
}

if (import.meta.main) {
  for (const path of pages()) {
    const before = await Deno.readTextFile(join(root, path));
    const after = withGeneratedParts(before);
    if (after === before) continue;
    await Deno.writeTextFile(join(root, path), after);
    console.log(`rewritten: ${path}`);
  }
}
