import assert from "node:assert/strict";
import fc from "fast-check";
import { codeIn } from "./code.ts";

const file = `/** The head. */
import { send } from "./send.ts";

/** Says how. */
interface Way {
  /** By name. */
  readonly send: string;
}

/**
 * Sends.
 * In order.
 */
export async function sendAll(rows: readonly Row[]): Promise<void> {
  const sql = \`
    select 1\`;

  await send(rows);
}

class Box {
  #saved = 0;

  /** Saves. */
  async #save(tx: Query): Promise<Lsn | null> {
    return await this.#put(tx);
  }

  async deliver(): Promise<void> {
    await this.#save(tx);
  }
}

// Twice.
const ways = {
  "two-times": twice,
  /** Once. */
  once: {
    ...ways,
    key: ({ row }: Update) => row.id,
  },
} satisfies Ways;
const limit: IPolicy = timeoutMs === 0 ? noop : timeout(timeoutMs);
`;

const textOf = (name: string) => codeIn(file, name)?.lines.join("\n");

Deno.test("the code of a name is its comment and its whole declaration", () => {
  assert.match(textOf("sendAll")!, /^\/\*\*\n \* Sends\.\n[^]*await send\(rows\);\n\}$/);
  assert.equal(
    textOf("#save"),
    "/** Saves. */\nasync #save(tx: Query): Promise<Lsn | null> {\n  return await this.#put(tx);\n}",
  );
  assert.equal(
    textOf("deliver"),
    "async deliver(): Promise<void> {\n  await this.#save(tx);\n}",
  );
  assert.match(textOf("ways")!, /^\/\/ Twice\.\nconst ways = \{[^]*\} satisfies Ways;$/);
  assert.equal(textOf("two-times"), '"two-times": twice,');
  assert.match(textOf("once")!, /^\/\*\* Once\. \*\/\nonce: \{[^]*\n\},$/);
  assert.equal(textOf("key"), "key: ({ row }: Update) => row.id,");
  assert.match(textOf("limit")!, /^const limit.*;$/);
  assert.match(textOf("Box")!, /^class Box \{[^]*\n\}$/);
});

Deno.test("a call, a type, a part of a name and a name that is not there are no declaration", () => {
  for (const name of ["send", "put", "sav", "sendAl", "nobody", "rows", ".*"]) {
    assert.equal(codeIn(file, name), null, name);
  }
});

Deno.test("for any functions in a file, each is found with its own line and all of its lines", () => {
  const name = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,8}$/);
  const body = fc.array(
    fc.stringMatching(/^[a-z (){}]{0,20}$/).map((text) => `  ${text}`.trimEnd()),
  );
  const functions = fc.uniqueArray(fc.tuple(name, body), {
    selector: ([name]) => `f${name}`,
    minLength: 1,
  });
  fc.assert(fc.property(functions, (all) => {
    const texts = all.map(([name, body]) => [`function f${name}() {`, ...body, "}"]);
    const lines = texts.flatMap((text) => [...text, ""]);
    let line = 1;
    for (const [i, [name]] of all.entries()) {
      assert.deepEqual(codeIn(lines.join("\n"), `f${name}`), { line, lines: texts[i] });
      line += texts[i].length + 1;
    }
  }));
});
