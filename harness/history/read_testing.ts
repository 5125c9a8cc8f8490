/** Shared by read_test.ts and read_large_test.ts. */
import { join } from "node:path";
import type { Facts } from "./facts.ts";
import { readHistory } from "./read.ts";

export const line = (op: number) => `{"at":${op},"kind":"ok","op":${op}}\n`;

export async function reading(
  contents: string | Uint8Array | Record<string, string>,
): Promise<Facts> {
  const folder = await Deno.makeTempDir();
  try {
    const files = typeof contents === "string" || contents instanceof Uint8Array
      ? { "a.jsonl": contents }
      : contents;
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      await Deno.mkdir(join(path, ".."), { recursive: true });
      if (typeof content === "string") await Deno.writeTextFile(path, content);
      else await Deno.writeFile(path, content);
    }
    return await readHistory(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

export const summary = ({ operations, unreadable, torn }: Facts) => ({
  ops: Array.from({ length: operations.count }, (_, slot) => operations.op.get(slot)),
  unreadable: unreadable.first.map(({ line, why }) => `${line} ${why}`),
  torn: torn.map(({ line }) => line),
});
