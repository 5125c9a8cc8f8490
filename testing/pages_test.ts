/** Tests that the pages agree with the code: tables, links, paths and commands. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { Command } from "commander";
import project from "../deno.json" with { type: "json" };
import { casesAskedFor } from "../cli/check_request.ts";
import { commands } from "../cli/commands/mod.ts";
import { brokerOf, findLab } from "../cli/find_lab.ts";
import { foldAt } from "../cli/fold_at.ts";
import { editionsOf } from "../harness/contract/lab.ts";
import { makePlan } from "../harness/plan/make_plan.ts";
import { labs } from "../labs/mod.ts";
import { folder } from "./asynclab.ts";
import { allParts, pages, partsOf, root, withGeneratedParts } from "./pages.ts";

const textOf = (path: string): string => Deno.readTextFileSync(join(root, path));

for (const path of pages()) {
  const text = textOf(path);

  Deno.test(`the generated tables of ${path} agree with the registries and docs/compare.json`, () => {
    assert(
      withGeneratedParts(text) === text,
      `${path} differs from the registries or docs/compare.json: ./denow task pages`,
    );
  });

  Deno.test(`every link of ${path} leads to an existing file`, () => {
    const prose = text.replaceAll(/^( *)```[^]*?^\1```$/gm, "");
    for (const [, target] of prose.matchAll(/\]\((?!https?:|#)([^)\s#]+)[^)]*\)/g)) {
      assert(exists(join(root, dirname(path), target)), `${path} links to ${target}`);
    }
  });

  Deno.test(`asynclab accepts each command line of ${path}`, () => {
    for (const line of commandLines(text)) {
      assert.doesNotThrow(() => accept(line), `${path}: ${line}`);
    }
  });
}

Deno.test("each generated table is on exactly one page", () => {
  const found = pages().flatMap((path) => partsOf(textOf(path)))
    .filter((part) => !part.startsWith("code "));
  assert.deepEqual(found.toSorted(), allParts.toSorted());
});

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Paths are files and folders in code font: `harness/run/run.ts`, `labs/polling/`. */
Deno.test("every path that the pages name exists", () => {
  const named = ["docs/ARCHITECTURE.md", "docs/HISTORY.md", "CONTRIBUTING.md"].flatMap((path) =>
    [...textOf(path).matchAll(/`((?:harness|labs|cli|testing|docs|compose|examples)\/[^`\s*<]*)`/g)]
      .map(([, name]) => name)
  );
  assert(named.length > 50);
  // A recipe tells the reader to make these files.
  const isToMake = (name: string) =>
    /toy|mine|NAME|^docs.compare\.json$/.test(name) && !name.startsWith("testing/toy");
  const missing = named.filter((name) => !isToMake(name) && !exists(join(root, name)));
  assert.deepEqual(missing, []);
});

Deno.test("ARCHITECTURE.md has the same rooms and imports as arrows_test.ts", () => {
  const [, drawn] = /const allowed[^{]*\{\n([^]*?)\n\};/.exec(textOf("arrows_test.ts"))!;
  const allowed = [...drawn.matchAll(/^ {2}(\w+): \[(.*)\],$/gm)].map(([, room, list]) =>
    [room, [...list.matchAll(/\w+/g)].map(([word]) => word).toSorted()] as const
  );
  const rows = textOf("docs/ARCHITECTURE.md").matchAll(/^\| `(\w+)` +\| ([^|]*) \|/gm);
  const documented = new Map(
    [...rows].map(([, room, list]) =>
      [room, [...list.matchAll(/`(\w+)`/g)].map(([, word]) => word).toSorted()] as const
    ),
  );
  assert(allowed.length > 10);
  for (const [room, imports] of allowed) assert.deepEqual(documented.get(room), imports, room);
  const [, composing] = /const composing = \[(.*)\]/.exec(textOf("arrows_test.ts"))!;
  const rooms = [...allowed.map(([room]) => room), ...composing.match(/\w+/g)!];
  assert.deepEqual(new Set(documented.keys()), new Set(rooms));
});

/** The fenced blocks of a page, with their fences. */
const blocksOf = (text: string): string[] =>
  [...text.matchAll(/^```[^]*?^```/gm)].map(([block]) => block);

Deno.test("README.md and README.ko.md have the same code blocks", () => {
  const [english, korean] = ["README.md", "README.ko.md"].map((path) =>
    // Comments in a code block may be in the language of the page.
    blocksOf(textOf(path)).map((block) => block.replaceAll(/ +# .*$/gm, ""))
  );
  assert(english.length > 5);
  assert.deepEqual(korean, english);
});

/** The code in the first cells of a page's tables: `outbox/status`, `quick`. */
const firstCells = (text: string): string[] =>
  [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, word]) => word);

Deno.test("README.md and README.ko.md have the same rows in their tables", () => {
  assert.deepEqual(firstCells(textOf("README.ko.md")), firstCells(textOf("README.md")));
});

Deno.test("README.md has each variant: by name, or in the number of a lab's other variants", () => {
  const page = textOf("README.md");
  const rows = firstCells(page).filter((word) =>
    labs.some(({ name }) => word.startsWith(`${name}/`))
  );
  for (const lab of labs) {
    const named = rows.filter((word) => word.startsWith(`${lab.name}/`) && !word.endsWith("…"));
    const names = new Set(editionsOf(lab).flatMap(({ variants }) => Object.keys(variants)));
    for (const word of named) assert(names.has(word.split("/")[1]), `there is no ${word}`);
    const [, more = "0"] = new RegExp(`^\\| \`${lab.name}/…\` +\\| (\\d+)`, "m").exec(page) ?? [];
    assert.equal(named.length + Number(more), names.size, `variants of ${lab.name}`);
  }
});

/** The asynclab and denow commands in the shell blocks of a page, without variables before them. */
function commandLines(text: string): string[] {
  const shells = blocksOf(text).filter((block) => block.startsWith("```sh"));
  return shells.flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
    .flatMap((line) =>
      /^(?:[A-Z_]+=\S+ )*(?:\.\/)?(asynclab|denow)( .*)?$/.test(line) ? [line] : []
    )
    .map((line) => line.replace(/^(?:[A-Z_]+=\S+ )*(?:\.\/)?/, ""));
}

/** Splits a shell line into words, up to a comment or a pipe. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    if (/^[#|>&;]/.test(word)) break;
    words.push(word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, one, two) => one ?? two));
  }
  return words;
}

/** Parses the line but runs nothing. @throws where the command line, the tasks or a plan refuse it */
function accept(line: string): void {
  const [program, ...words] = wordsOf(line);
  if (program === "denow") {
    const [command, task] = words;
    if (command === "task") assert(task in project.tasks, `no task ${task}`);
    return;
  }
  commandLine().parse(foldAt(words), { from: "user" });
}

/** Every command, with an action that only plans: it starts nothing. */
function commandLine(): Command {
  const program = new Command().exitOverride().version(project.version)
    .configureOutput({ writeOut: () => {}, writeErr: () => {} });
  for (const add of commands) add(program);
  for (const command of program.commands) {
    command.copyInheritedSettings(program);
    command.action((first, options) => {
      if (command.name() === "up") findLab(first, brokerOf(options));
      if (command.name() === "check") casesAskedFor(first, options);
      if (command.name() !== "run") return;
      const { lab, variant } = findLab(first, brokerOf(options));
      makePlan("r", lab, variant, options, labs);
    });
  }
  return program;
}

Deno.test("a wrong command line on a page is refused", () => {
  for (
    const line of [
      "asynclab run outbox --chaos kil-broker",
      "asynclab rum outbox",
      "asynclab check nothing",
      "denow task nothing",
    ]
  ) assert.throws(() => accept(line), line);
});

const history = textOf("docs/HISTORY.md");

Deno.test("HISTORY.md shows what analyze says of its example", async () => {
  const [, example] = /```json\n(\{"at": 0, "kind": "meta"[^]*?)```/.exec(history)!;
  const [, shown] = /```text\n([^]*?)```/.exec(history)!;
  await using here = await folder();
  await Deno.writeTextFile(join(here.path, "mine.jsonl"), example);
  const { code, stdout } = await here.asynclab("analyze", "mine.jsonl");
  assert.equal(stdout.trim(), shown.trim());
  assert.equal(code, 1);
});
