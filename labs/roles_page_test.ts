/** docs/ROLES.md, the page for authors of roles, agrees with the code. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { variableOf } from "../harness/contract/choice.ts";
import { chunkShape } from "./batch/chunks.ts";
import { choices } from "./batch/choices.ts";
import { manifestShape, requestName } from "./batch/files.ts";
import { columns as fileColumns } from "./batch/row.ts";
import { feedTables, loadTables } from "./batch/schema.ts";
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

const prose = page.replaceAll(/```[^]*?```/g, "").replaceAll("\n", " ");
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

Deno.test("our programs accept the page's manifest and chunk, and write no other fields", () => {
  const [manifest, chunk] = json.map((text) => text.trim().split("\n{")[0])
    .map((text) => JSON.parse(text)).filter(({ feed }) => feed !== undefined);
  assert.deepEqual(manifestShape.strict().parse(manifest), manifest);
  assert.deepEqual(Object.keys(manifest), Object.keys(manifestShape.shape));
  assert.deepEqual(chunkShape.strict().parse(chunk), chunk);
  assert.deepEqual(Object.keys(chunk), Object.keys(chunkShape.shape));
  assert.deepEqual(Object.keys(chunk.rows[0]), [...fileColumns]);
});

Deno.test("the page names the columns, the formats and the requests of the feed, and each choice", () => {
  const words = new Set(quoted(prose));
  for (const word of [...fileColumns, ...choices.format.values!]) assert(words.has(word), word);
  for (const name of Object.keys(choices)) assert(words.has(variableOf(name)), name);
  const request = [...words].find((word) => word.endsWith(".again"))!;
  const example = request.replace("SEQUENCE", "7").replace("DATE", "2026-03-29");
  assert.equal(example, `requests/${requestName(7, "2026-03-29")}`);
});

const schemas = [
  ...[sourceTables, targetTables, calledTables, failureLogTable, statusOutbox, positionOutbox],
  ...[unsentTable, campaignsTable, compensationsTable, feedTables, loadTables],
  ...[messageTable, deletedMessages, fenceTable],
  ...[detailTables, readerTables].map((text) => text.replaceAll(/--.*$/gm, "")),
].join("\n");

/** The columns of every table, by its name. A table that two schemas define has the columns of both. */
const tables = new Map<string, Set<string>>();
for (
  const [, table, body] of schemas.matchAll(
    /create (?:unlogged )?table (\w+) \(([^]*?)\n?\s*\)(?: with \([^)]*\))?;/g,
  )
) {
  const columns = body.split(/,(?![^(]*\))/).map((part) => part.trim().split(/\s+/)[0])
    .filter((word) => !["primary", "check", "unique"].includes(word));
  tables.set(table, new Set([...tables.get(table) ?? [], ...columns]));
}

/** Every `table (column, column)` in the text. */
const named = quoted(prose)
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
  // The harness's own tables, one that the page names without columns, and two of broken twins.
  const others = [
    ...["deleted_messages", "deleted_outbox", "grant_locks", "refused_inserts", "users"],
    ...["withdrawn_grants", "saved_positions", "picked_rows", "known_names"],
  ];
  assert.deepEqual([...all.keys(), ...others].toSorted(), [...tables.keys()].toSorted());
  for (
    const table of [
      ...["logins", "outbox", "outbox_position", "outbox_failures", "unsent", "messages"],
      ...["login_details", "load_markers", "positions", "changes", "applied_changes"],
      ...["feed_rows", "feed_runs", "staging", "feed_files", "rejected_rows", "feed_chunks"],
    ]
  ) {
    assert.deepEqual(all.get(table), tables.get(table), table);
  }
  const numbered = new Set([...all.get("grants")!, "n", "xid", "began_at", "process"]);
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
