import { join } from "node:path";
import { verb } from "../../harness/contract/verb.ts";
import { hasFiles } from "./folder.ts";

/** Moves the file away for a while, and puts it back. */
export const hide = verb("hide", hasFiles, ({ name }, open) => ({
  name: `hide-${name}`,
  aliases: [{ name: `lose-${name}` }],
  summary: `the file of the ${name} is away for a while`,
  targets: [name],
  lastsMs: 500,
  leastMs: 300,
  scope: "namespace",
  async begin(context) {
    const file = join(open(context).path, "posted");
    await Deno.rename(file, `${file}.away`);
    return {
      async end() {
        await Deno.rename(`${file}.away`, file);
        return { touched: 1 };
      },
    };
  },
}));
