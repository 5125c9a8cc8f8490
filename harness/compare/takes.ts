/** What a style takes: processes, servers, and the lines of its roles. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Lab } from "../contract/lab.ts";
import { processesOf } from "../contract/processes.ts";

export interface Takes {
  readonly processes: number;
  /** The servers that its roles are linked to; each node of a cluster is one. */
  readonly servers: readonly string[];
  /** Lines of code of its roles, in the lab's own folder: without comments and blank lines. */
  readonly roleLines: number;
}

export function takesOf(lab: Lab, variant: string): Takes {
  const all = processesOf(lab, variant).filter(({ startPolicy }) => startPolicy === "with-run");
  const roles = [...new Set(all.map(({ role }) => role))];
  const used = new Set(roles.flatMap((role) => lab.roles[role].links));
  const servers = Object.keys(lab.services)
    .filter((name) => used.has(lab.services[name].nodeOf ?? name));
  const files = new Set(roles.flatMap((role) => filesOf(fileURLToPath(lab.roles[role].program))));
  const roleLines = [...files].reduce((sum, file) => sum + linesIn(Deno.readTextFileSync(file)), 0);
  return { processes: all.length, servers, roleLines };
}

/** The program and all that it imports of its own folder, directly or not. */
function filesOf(program: string): string[] {
  const folder = dirname(program);
  const reached = new Set([program]);
  for (const file of reached) {
    const imports = Deno.readTextFileSync(file).matchAll(/from\s+"(\.{1,2}\/[^"]+\.ts)"/g);
    for (const [, to] of imports) {
      const path = join(dirname(file), to);
      if (path.startsWith(`${folder}/`)) reached.add(path);
    }
  }
  return [...reached];
}

/** Lines that are neither blank nor only a comment. */
export function linesIn(code: string): number {
  const withoutBlocks = code.replaceAll(/^\s*\/\*[\s\S]*?\*\/[ \t]*$/gm, "");
  return withoutBlocks.split("\n").filter((line) => !/^\s*(\/\/.*)?$/.test(line)).length;
}
