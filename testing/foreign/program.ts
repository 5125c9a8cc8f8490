/** For tests: shell lines that run the programs of this folder in the place of our roles. */
import { fileURLToPath } from "node:url";

const pathOf = (place: string) => fileURLToPath(new URL(place, import.meta.url));
const flags = ["-A", "--quiet", "--cached-only", "--frozen", "--config", pathOf("../../deno.json")];

/** Returns a shell line that runs a program of this folder, such as `relay`, in this mode. */
export const program = (name: string, mode = ""): string =>
  [Deno.execPath(), "run", ...flags, pathOf(`./${name}.ts`), mode]
    .map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
