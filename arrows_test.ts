/** Arrows point one way: cli → labs → harness, and inside harness: run → rooms → {services, history} → lab. */
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
const room = (path: string): string => /^harness\/(\w+)\//.exec(path)?.[1] ?? path;

/** Who may import whom inside harness; a file that stands in harness itself is a room of its own. */
const contract = [
  ...["harness/lab.ts", "harness/servers.ts", "harness/stage.ts"],
  ...[...Deno.readDirSync(join(root, "harness/contract"))].map(({ name }) =>
    `harness/contract/${name}`
  ),
];
const common = ["errors", "limits", "timer", "processes"].map((name) => `harness/${name}.ts`);
const leaves = [...contract, ...common];
const allowed: Record<string, readonly string[]> = {
  history: [],
  services: [],
  workload: ["services", "history"],
  runtime: ["services", "history"],
  faults: ["services", "history"],
  check: ["history"],
  report: ["check", "history"],
};

function wrong(arrows: readonly Arrow[], isWrong: (arrow: Arrow) => boolean): string[] {
  return arrows.filter(isWrong).map(({ from, to }) => `${from} → ${to}`);
}

Deno.test("there are arrows to look at", () => assert(all.length > 50));

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

Deno.test("rooms of harness import only what lies behind them", () => {
  const found = wrong(all, ({ from, to }) => {
    const here = room(from);
    if (!(here in allowed) || here === room(to) || leaves.includes(to)) return false;
    return !allowed[here].includes(room(to));
  });
  assert.deepEqual(found, []);
});

Deno.test("a run knows nothing of the matrix that it is a case of", () => {
  const isMatrix = (path: string) => path.startsWith("harness/matrix/");
  const found = wrong(
    all,
    ({ from, to }) => from.startsWith("harness/") && !isMatrix(from) && isMatrix(to),
  );
  assert.deepEqual(found, []);
});

Deno.test("the contract imports nothing but itself and the events' types", () => {
  const found = wrong(
    all,
    ({ from, to }) =>
      contract.includes(from) && ![...contract, "harness/history/event.ts"].includes(to),
  );
  assert.deepEqual(found, []);
});

Deno.test("faults, services and report forms do not import one another", () => {
  const kinds = (path: string) => path.endsWith("/mod.ts");
  const registry = (dir: string): string[] => {
    const mod = join(root, dir, "mod.ts");
    return arrowsOf(mod).map(({ to }) => to).filter((to) => to.startsWith(dir));
  };
  for (const dir of ["harness/faults", "harness/services", "harness/matrix/report"]) {
    const members = registry(dir);
    const found = wrong(
      all,
      ({ from, to }) => members.includes(from) && members.includes(to) && !kinds(from),
    );
    assert.deepEqual(found, []);
  }
});

Deno.test("what a lab says of itself runs in no role", () => {
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
  assert(!reached.has("harness/role.ts"), "labs/mod.ts leads to harness/role.ts");
});

Deno.test("a role imports only harness/role.ts, its own lab and labs/login_points", () => {
  const programs = [...files(join(root, "labs"))].filter((path) =>
    Deno.readTextFileSync(path).includes(`harness/role.ts"`)
  ).map((path) => relative(root, path));
  assert(programs.length >= 3);
  const found = wrong(all, ({ from, to }) => {
    if (!programs.includes(from) || isTest(from)) return false;
    const own = dirname(from);
    return to !== "harness/role.ts" && !to.startsWith(own) && !to.startsWith("labs/login_points");
  });
  assert.deepEqual(found, []);
});
