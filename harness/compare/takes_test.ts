import assert from "node:assert/strict";
import { join } from "node:path";
import { letters } from "../../testing/toy/lab.ts";
import { linesIn, takesOf } from "./takes.ts";

Deno.test("blank lines and comments are no lines of code", () => {
  const code = [
    "/** What it does. */",
    'import { a } from "./a.ts";',
    "",
    "/*",
    " * more",
    " */",
    "  // a remark",
    "const x = 1; // beside code",
    "const url = `http://${x}`;",
  ].join("\n");
  assert.equal(linesIn(code), 3);
});

Deno.test("the lines of a style are those of its roles in its own folder, each file once", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(folder, "own"));
    const write = (name: string, text: string) =>
      Deno.writeTextFile(join(folder, name), text).then(() => `file://${join(folder, name)}`);
    await write("shared.ts", "shared();\nagain();\n");
    await write("own/part.ts", 'import { s } from "../shared.ts";\ns();\n');
    const program = await write(
      "own/role.ts",
      'import { p } from "./part.ts";\n// a remark\np();\n',
    );
    const { clerk, postman } = letters.roles;
    const roles = { clerk: { ...clerk, program }, postman: { ...postman, program } };
    const takes = takesOf({ ...letters, roles }, "looks-first");
    assert.deepEqual(takes, { processes: 2, servers: ["mailbox"], roleLines: 4 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
