import assert from "node:assert/strict";
import { join } from "node:path";

const script = join(import.meta.dirname!, "side_by_side.ts");
const tasks = {
  good: "sleep 0.5 && echo seen",
  bad: "echo wrong >&2 && exit 3",
  other: "echo too",
};

async function sideBySide(...names: string[]): Promise<{ code: number; lines: string[] }> {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(dir, "deno.json"), JSON.stringify({ tasks }));
    const args = ["run", "-A", script, ...names];
    const { code, stdout } = await new Deno.Command(Deno.execPath(), { args, cwd: dir }).output();
    return { code, lines: new TextDecoder().decode(stdout).trim().split("\n").sort() };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("one that fails leaves the other its end, and fails all", async () => {
  assert.deepEqual(await sideBySide("bad", "good"), {
    code: 1,
    lines: ["[bad] wrong", "[good] seen"],
  });
});

Deno.test("all that pass, pass", async () => {
  assert.deepEqual(await sideBySide("good", "other"), {
    code: 0,
    lines: ["[good] seen", "[other] too"],
  });
});
