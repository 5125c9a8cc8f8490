/** The text of a function, a constant or a member, found by its name in a formatted file. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CodePlace, Lab } from "../../contract/lab.ts";

export interface Code {
  /** As the lab names it: `relay.ts#markThenSend`. */
  readonly place: string;
  /** The number of the first line, from 1. */
  readonly line: number;
  /** The lines, without the indent of the first one; the comment above the code comes first. */
  readonly lines: readonly string[];
}

/** @throws Error where the file has no such name */
export function codeAt(lab: Lab, place: CodePlace): Code {
  const cut = place.indexOf("#");
  const [file, name] = [place.slice(0, cut), place.slice(cut + 1)];
  const folder = dirname(fileURLToPath(lab.roles[lab.entry].program));
  const found = codeIn(Deno.readTextFileSync(join(folder, file)), name);
  if (found === null) throw new Error(`There is no '${name}' in ${join(folder, file)}`);
  return { place, ...found };
}

/**
 * The declaration of the name: a function, a constant, a class, a method or a member of an object.
 * Expects the format of `deno fmt`: what belongs to a declaration is indented deeper than its first
 * line, or begins with a closing bracket.
 *
 * @param name with its `#` where the method is private
 * @returns null where there is none
 */
export function codeIn(text: string, name: string): Omit<Code, "place"> | null {
  const all = text.split("\n");
  const from = patterns(name).map((pattern) => all.findIndex((line) => pattern.test(line)))
    .find((line) => line >= 0);
  if (from === undefined) return null;
  const indent = indentOf(all[from]);
  let to = from + 1;
  while (to < all.length && belongs(all[to], indent)) to++;
  while (all[to - 1].trim() === "") to--;
  const first = commentAbove(all, from);
  return { line: first + 1, lines: all.slice(first, to).map((line) => line.slice(indent)) };
}

/** The first that is found wins: a function before a member that only names it. */
function patterns(name: string): RegExp[] {
  const word = name.replace(/[^\w]/g, "\\$&");
  return [
    `^(?:export )?(?:async )?function\\*? ${word}[(<]`,
    `^ *(?:export )?(?:const|class) ${word}[ :<]`,
    // A method has a body, and a member has a value: a call or a type has neither.
    `^ +(?:async )?${word}\\(.*\\{$`,
    `^ +(?:"${word}"|${word}): (?!.*;$)`,
  ].map((pattern) => new RegExp(pattern));
}

const indentOf = (line: string): number => /^ */.exec(line)![0].length;

function belongs(line: string, indent: number): boolean {
  if (line.trim() === "" || indentOf(line) > indent) return true;
  return indentOf(line) === indent && /^[)\]}`]/.test(line.trim());
}

/** The number of the line at which the comment directly above begins; without one, `from`. */
function commentAbove(all: readonly string[], from: number): number {
  let first = from;
  while (first > 0 && /^ *(\/\/|\/\*\*|\*)/.test(all[first - 1])) first--;
  return first;
}
