/** Imports go one way: cli → labs → harness, and inside harness as the table below says. */
import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";

const root = import.meta.dirname!;

interface Arrow {
  from: string;
  to: string;
}

function* files(dir: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(dir)) {
    if (name.startsWith(".") || name === "node_modules") continue;
    const path = join(dir, name);
    if (isDirectory) yield* files(path);
    else if (name.endsWith(".ts")) yield path;
  }
}

function arrowsOf(path: string): Arrow[] {
  const text = Deno.readTextFileSync(path);
  const imports = text.matchAll(/(?:from\s+|import\s*\(?\s*)"(\.{1,2}\/[^"]+)"/g);
  return [...imports].map(([, to]) => ({
    from: relative(root, path),
    to: relative(root, join(dirname(path), to)),
  }));
}

const isTest = (path: string) => /_(test|bench)\.ts$/.test(path) || path.includes("testing");
const all = [...files(root)].filter((path) => !isTest(relative(root, path))).flatMap(arrowsOf);
const folderOf = (path: string): string => /^harness\/(\w+)\//.exec(path)?.[1] ?? path;

/**
 * The table of `harness/`: which folders may import which. Every folder may import the contract and
 * the three files in `harness/` itself. A folder that is not listed may not exist.
 */
const common = ["harness/errors.ts", "harness/limits.ts", "harness/timer.ts"];
const allowed: Record<string, readonly string[]> = {
  contract: [],
  history: [],
  host: [],
  proxies: ["host"],
  services: ["host"],
  workload: ["history"],
  roles: ["host", "history", "services"],
  servers: ["host", "services"],
  faults: ["history", "services"],
  clock: [],
  check: ["history"],
  report: ["check", "history"],
  plan: ["check", "faults"],
};
const composing = ["run", "matrix", "compare"];
for (const folder of composing) {
  allowed[folder] = [...Object.keys(allowed)];
}

function wrong(arrows: readonly Arrow[], isWrong: (arrow: Arrow) => boolean): string[] {
  return arrows.filter(isWrong).map(({ from, to }) => `${from} → ${to}`);
}

Deno.test("the test finds imports to check", () => assert(all.length > 50));

Deno.test("harness imports neither labs nor cli", () => {
  const found = wrong(
    all,
    ({ from, to }) => from.startsWith("harness/") && !to.startsWith("harness/"),
  );
  assert.deepEqual(found, []);
});

Deno.test("labs do not import cli", () => {
  assert.deepEqual(
    wrong(all, ({ from, to }) => from.startsWith("labs/") && to.startsWith("cli/")),
    [],
  );
});

Deno.test("the folders of harness are those of the table", () => {
  const entries = [...Deno.readDirSync(join(root, "harness"))];
  const folders = entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  const loose = entries.filter(({ isFile }) => isFile).map(({ name }) => `harness/${name}`);
  assert.deepEqual(new Set(folders), new Set(Object.keys(allowed)));
  assert.deepEqual(new Set(loose), new Set(common));
});

Deno.test("folders of harness import only what the table allows", () => {
  const found = wrong(all, ({ from, to }) => {
    const [here, there] = [folderOf(from), folderOf(to)];
    if (!(here in allowed) || here === there || common.includes(to)) return false;
    if (there === "contract") return false;
    // Styles and promises use the types of events.
    if (here === "contract" && to === "harness/history/event.ts") return false;
    return !allowed[here].includes(there);
  });
  assert.deepEqual(found, []);
});

Deno.test("no file imports itself through other files", () => {
  const next = Map.groupBy(all, ({ from }) => from);
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, route: readonly string[]): void => {
    if (route.includes(file)) {
      circles.push([...route.slice(route.indexOf(file)), file].join(" → "));
      return;
    }
    if (done.has(file)) return;
    for (const { to } of next.get(file) ?? []) walk(to, [...route, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  assert.deepEqual(circles, []);
});

Deno.test("faults, services and report forms do not import one another", () => {
  const kinds = (path: string) => path.endsWith("/mod.ts");
  const registry = (dir: string): string[] => {
    const mod = join(root, dir, "mod.ts");
    return arrowsOf(mod).map(({ to }) => to).filter((to) => to.startsWith(dir));
  };
  for (
    const dir of [
      ...["harness/faults", "harness/services", "harness/report"],
      ...["harness/matrix/report", "harness/compare/report"],
    ]
  ) {
    const members = registry(dir);
    const found = wrong(
      all,
      ({ from, to }) => members.includes(from) && members.includes(to) && !kinds(from),
    );
    assert.deepEqual(found, []);
  }
});

Deno.test("labs/mod.ts does not lead to harness/roles/role.ts: reading a lab starts no role", () => {
  const values = (path: string): string[] => {
    const text = Deno.readTextFileSync(join(root, path));
    const imports = text.matchAll(
      /^(?:import|export)\s+(?!type\b)[^"]*?from\s+"(\.{1,2}\/[^"]+)"/gm,
    );
    return [...imports].map(([, to]) => relative(root, join(root, dirname(path), to)));
  };
  const reached = new Set(["labs/mod.ts"]);
  for (const path of reached) for (const to of values(path)) reached.add(to);
  assert(reached.size > 20 && reached.has("labs/login_points/called.ts"));
  assert(!reached.has("harness/roles/role.ts"), "labs/mod.ts leads to harness/roles/role.ts");
});

Deno.test("a role imports only role.ts and files.ts of harness/roles, its own lab and labs/login_points", () => {
  const programs = [...files(join(root, "labs"))].filter((path) =>
    Deno.readTextFileSync(path).includes(`harness/roles/role.ts"`)
  ).map((path) => relative(root, path));
  assert(programs.length >= 3);
  const found = wrong(all, ({ from, to }) => {
    if (!programs.includes(from) || isTest(from)) return false;
    const own = from.split("/").slice(0, 2).join("/");
    return !["harness/roles/role.ts", "harness/roles/files.ts"].includes(to) &&
      !to.startsWith(`${own}/`) &&
      !to.startsWith("labs/login_points");
  });
  assert.deepEqual(found, []);
});
