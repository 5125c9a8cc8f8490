/** docs/ROLES.md, the page for authors of roles, agrees with the code. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { detailTables, readerTables } from "./cdc/schema.ts";
import { compensationsTable } from "./sync/compensate.ts";
import { loggedIn, loginRequest } from "./login_points/message.ts";
import {
  calledTables,
  failureLogTable,
  sourceTables,
  targetTables,
} from "./login_points/postgres/schema.ts";
import { campaignsTable, unsentTable } from "./messaging/schema.ts";
import { labs } from "./mod.ts";
import { positionOutbox, statusOutbox } from "./outbox/schema.ts";
import { deletedMessages, fenceTable, messageTable } from "./polling/schema.ts";

const root = join(import.meta.dirname!, "..");
const page = await Deno.readTextFile(join(root, "docs/ROLES.md"));

const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word);

const json = [...page.matchAll(/```json\n([^`]+)```/g)].map(([, text]) => text);

Deno.test("our programs accept the page's message and login", () => {
  const [message, login] = json.map((text) => text.trim().split("\n{")[0]).map((text) =>
    JSON.parse(text)
  );
  assert.deepEqual(loggedIn.parse(message), message);
  assert.deepEqual(loginRequest.parse(login), login);
});

Deno.test("the page lists every field of the message, and marks those that may be missing", () => {
  for (const [name, shape] of Object.entries(loggedIn.shape)) {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${name}\``));
    assert(row, `no row for ${name}`);
    assert.equal(row.includes("may be missing"), shape.safeParse(undefined).success, name);
  }
  for (const name of Object.keys(loginRequest.shape)) assert(json[1].includes(`"${name}"`), name);
});

const schemas = [
  ...[sourceTables, targetTables, calledTables, failureLogTable, statusOutbox, positionOutbox],
  ...[unsentTable, campaignsTable, compensationsTable],
  ...[messageTable, deletedMessages, fenceTable],
  ...[detailTables, readerTables].map((text) => text.replaceAll(/--.*$/gm, "")),
].join("\n");

/** The columns of every table, by its name. A table that two schemas define has the columns of both. */
const tables = new Map<string, Set<string>>();
for (const [, table, body] of schemas.matchAll(/create table (\w+) \(([^]*?)\n?\s*\);/g)) {
  const columns = body.split(/,(?![^(]*\))/).map((part) => part.trim().split(/\s+/)[0])
    .filter((word) => !["primary", "check", "unique"].includes(word));
  tables.set(table, new Set([...tables.get(table) ?? [], ...columns]));
}

/** Every `table (column, column)` in the text. */
const named = quoted(page.replaceAll(/```[^]*?```/g, "").replaceAll("\n", " "))
  .flatMap((text) => [...text.matchAll(/^(\w+) \(([\w, ]+)\)$/g)])
  .map(([, table, columns]) => ({ table, columns: columns.split(", ") }));

Deno.test("every table and column that the page names exists", () => {
  assert(named.length >= 15);
  for (const { table, columns } of named) {
    assert(tables.has(table), `no table ${table}`);
    for (const column of columns) assert(tables.get(table)!.has(column), `${table}.${column}`);
  }
});

Deno.test("the page names every table, and every column of the tables that a role fills", () => {
  const all = new Map<string, Set<string>>();
  for (const { table, columns } of named) {
    all.set(table, new Set([...all.get(table) ?? [], ...columns]));
  }
  // Tables of the harness, and one table that the page names without columns.
  const others = [
    ...["deleted_messages", "deleted_outbox", "grant_locks", "users"],
    "withdrawn_grants",
  ];
  assert.deepEqual([...all.keys(), ...others].toSorted(), [...tables.keys()].toSorted());
  for (
    const table of [
      ...["logins", "outbox", "outbox_position", "outbox_failures", "unsent", "messages"],
      ...["login_details", "load_markers", "positions", "changes", "applied_changes"],
    ]
  ) {
    assert.deepEqual(all.get(table), tables.get(table), table);
  }
  const numbered = new Set([...all.get("grants")!, "n", "xid", "began_at"]);
  assert.deepEqual(numbered, tables.get("grants"));
});

Deno.test("the labs' pages link to docs/ROLES.md", async () => {
  for (const { name } of labs) {
    const text = await Deno.readTextFile(join(root, "labs", name, "README.md"));
    assert(text.includes("](../../docs/ROLES.md"), name);
  }
  for (const [, path] of page.matchAll(/\]\((\.\.[^)#]*)\)/g)) {
    await Deno.stat(join(root, "docs", path));
  }
});
