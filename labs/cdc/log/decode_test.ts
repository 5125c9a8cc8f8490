import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { Decoder } from "./decode.ts";
import { type Relation, type Row, unchanged, type Value } from "./message.ts";

/** Writes the fields of one message, as the server does. */
const byte = (letter: string) => Buffer.from(letter, "latin1");
const int16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const int64 = (value: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
};
const word = (text: string) => Buffer.from(`${text}\0`, "utf8");
const message = (...fields: readonly (Buffer | string)[]) =>
  Buffer.concat(fields.map((field) => typeof field === "string" ? byte(field) : field));

const value = (of: Value) => {
  if (of === null) return byte("n");
  if (of === unchanged) return byte("u");
  const bytes = Buffer.from(of, "utf8");
  return message("t", int32(bytes.length), bytes);
};
const tuple = (values: readonly Value[]) => message(int16(values.length), ...values.map(value));

interface Described {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly keys: readonly string[];
  readonly identity: "d" | "n" | "f" | "i";
}

const description = ({ id, schema, name, columns, keys, identity }: Described) =>
  message(
    "R",
    int32(id),
    word(schema),
    word(name),
    identity,
    int16(columns.length),
    ...columns.map((column) =>
      message(keys.includes(column) ? "\x01" : "\0", word(column), int32(25), int32(0xffffffff))
    ),
  );

const logins: Described = {
  id: 16_400,
  schema: "public",
  name: "logins",
  columns: ["op", "user_id", "points"],
  keys: ["op"],
  identity: "d",
};
const profiles: Described = { ...logins, id: 4_000_000_000, name: "profiles", identity: "f" };

function decoderOf(...tables: readonly Described[]): Decoder {
  const decoder = new Decoder();
  for (const table of tables) assert.equal(decoder.decode(description(table)), null);
  return decoder;
}
const decoder = decoderOf(logins, profiles);
const relation = (
  { id, schema, name, columns, keys, identity }: Described,
): Relation => ({ id, name: `${schema}.${name}`, columns, keys, isFull: identity === "f" });
/** The entries of a row: rows are compared by these, whatever prototype they have. */
const plain = (row: Row | null) => row === null ? null : Object.entries(row);
const at = 0xffff_ffff_ffff_fff0n;

Deno.test("the begin and the commit of a transaction have their positions, up to the last bit", () => {
  const begun = decoder.decode(message("B", int64(at), int64(7n), int32(4_000_000_000)));
  assert.deepEqual(begun, { kind: "begin", commitLsn: at, xid: 4_000_000_000 });
  const done = decoder.decode(message("C", "\0", int64(at), int64(at + 8n), int64(7n)));
  assert.deepEqual(done, { kind: "commit", commitLsn: at, endLsn: at + 8n });
});

Deno.test("a table is described once, and anew after it was altered", () => {
  const mine = decoderOf(logins);
  const insert = message("I", int32(logins.id), "N", tuple(["1", "kim", "10"]));
  const before = mine.decode(insert);
  assert.ok(before?.kind === "insert");
  assert.deepEqual(before.relation, relation(logins));
  assert.deepEqual(plain(before.row), [["op", "1"], ["user_id", "kim"], ["points", "10"]]);
  const altered = { ...logins, columns: ["op", "who", "points", "note"] };
  mine.decode(description(altered));
  const after = mine.decode(message("I", int32(logins.id), "N", tuple(["2", "lee", "20", null])));
  assert.ok(after?.kind === "insert");
  assert.deepEqual(after.relation, relation(altered));
  assert.deepEqual(plain(after.row), [
    ["op", "2"],
    ["who", "lee"],
    ["points", "20"],
    ["note", null],
  ]);
  assert.equal(before.row.op, "1", "the row before keeps its names");
});

Deno.test("a schema without a name is pg_catalog; a key may have several columns", () => {
  const keys = ["op", "points"];
  const mine = decoderOf({ ...logins, schema: "", keys, identity: "i" });
  const deleted = mine.decode(message("D", int32(logins.id), "K", tuple(["1", null, "10"])));
  assert.ok(deleted?.kind === "delete");
  const { name, isFull } = deleted.relation;
  assert.deepEqual([name, deleted.relation.keys, isFull], ["pg_catalog.logins", keys, false]);
  assert.deepEqual(plain(deleted.before), [["op", "1"], ["points", "10"]]);
});

Deno.test("an update that keeps the key has no before image", () => {
  const updated = decoder.decode(
    message("U", int32(logins.id), "N", tuple(["1", unchanged, null])),
  );
  assert.ok(updated?.kind === "update");
  assert.equal(updated.before, null);
  assert.deepEqual(plain(updated.row), [["op", "1"], ["user_id", unchanged], ["points", null]]);
});

Deno.test("an update that changes the key has a before image of the key", () => {
  const updated = decoder.decode(
    message("U", int32(logins.id), "K", tuple(["1", null, null]), "N", tuple(["2", "kim", "7"])),
  );
  assert.ok(updated?.kind === "update");
  assert.deepEqual(plain(updated.before), [["op", "1"]], "nothing but the key");
  assert.deepEqual(plain(updated.row), [["op", "2"], ["user_id", "kim"], ["points", "7"]]);
});

Deno.test("an update of a table with a full identity has a before image of the whole row", () => {
  const old = tuple(["1", "kim", null]);
  const updated = decoder.decode(
    message("U", int32(profiles.id), "O", old, "N", tuple(["1", unchanged, ""])),
  );
  assert.ok(updated?.kind === "update");
  assert.equal(updated.relation.isFull, true);
  assert.deepEqual(plain(updated.before), [["op", "1"], ["user_id", "kim"], ["points", null]]);
  assert.deepEqual(plain(updated.row), [["op", "1"], ["user_id", unchanged], ["points", ""]]);
});

Deno.test("a delete has the key or the whole row", () => {
  const byKey = decoder.decode(message("D", int32(logins.id), "K", tuple(["1", null, null])));
  assert.ok(byKey?.kind === "delete");
  assert.deepEqual(plain(byKey.before), [["op", "1"]]);
  const whole = decoder.decode(message("D", int32(profiles.id), "O", tuple(["1", "kim", null])));
  assert.ok(whole?.kind === "delete");
  assert.deepEqual(plain(whole.before), [["op", "1"], ["user_id", "kim"], ["points", null]]);
});

Deno.test("TRUNCATE names its tables, whatever its options are", () => {
  for (const options of ["\0", "\x01", "\x02", "\x03"]) {
    const ids = [int32(profiles.id), int32(logins.id)];
    assert.deepEqual(decoder.decode(message("T", int32(2), options, ...ids)), {
      kind: "truncate",
      relations: [relation(profiles), relation(logins)],
    });
  }
});

Deno.test("messages that describe a type or an origin change nothing", () => {
  assert.equal(decoder.decode(message("Y", int32(1), word("public"), word("mood"))), null);
  assert.equal(decoder.decode(message("O", int64(1n), word("elsewhere"))), null);
});

Deno.test("a message that protocol version 1 does not have is an error", () => {
  const unknown = message("I", int32(9), "N", tuple(["1"]));
  assert.throws(() => decoder.decode(unknown), /^Error: The log names table 9 and never described/);
  const truncated = message("T", int32(1), "\0", int32(9));
  assert.throws(() => decoder.decode(truncated), /names table 9/);
  // Protocol 2 streams a transaction before its commit.
  assert.throws(() => decoder.decode(message("S", int32(1), "\x01")), /kind 83, which pgoutput 1/);
  const binary = message("I", int32(logins.id), "N", int16(1), "b", int32(1), "x");
  assert.throws(() => decoder.decode(binary), /value of form 98, which is no text/);
  // Other connections have other descriptions.
  assert.throws(() => new Decoder().decode(message("T", int32(1), "\0", int32(logins.id))));
});

const text = fc.oneof(
  fc.string({ unit: "binary" }).filter((one) => one.isWellFormed() && !one.includes("\0")),
  fc.string(),
  fc.constantFrom("", "José 日本 🙂", "\ufeffbom", "\ufffd", "\u{10ffff}", "x".repeat(70_000)),
);
const anyValue: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: text },
  fc.constant(null),
  fc.constant(unchanged),
);
const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }).filter((one) => !one.includes("\0")),
  fc.constantFrom("__proto__", "constructor", "toString", "größe", "数", " "),
);
const table = fc.uniqueArray(name, { minLength: 1, maxLength: 12 });

Deno.test("a row with any values and any column names is decoded unchanged", () => {
  const rows = table.chain((columns) =>
    fc.tuple(
      fc.constant(columns),
      fc.array(anyValue, sized(columns)),
      fc.array(anyValue, sized(columns)),
    )
  );
  fc.assert(
    fc.property(rows, ([columns, before, after]) => {
      const mine = decoderOf({ ...profiles, columns, keys: columns });
      const decoded = mine.decode(
        message("U", int32(profiles.id), "O", tuple(before), "N", tuple(after)),
      );
      assert.ok(decoded?.kind === "update");
      for (const [row, values] of [[decoded.before!, before], [decoded.row, after]] as const) {
        assert.equal(Object.keys(row).length, columns.length);
        columns.forEach((column, i) => assert.equal(row[column], values[i], column));
      }
    }),
    { numRuns: 500 },
  );
});

const sized = ({ length }: readonly string[]) => ({ minLength: length, maxLength: length });

Deno.test("decoded text does not change with the buffer that it came from", () => {
  const bytes = message("I", int32(logins.id), "N", tuple(["1", "kim", "10"]));
  const decoded = decoder.decode(bytes);
  bytes.fill(0);
  assert.ok(decoded?.kind === "insert");
  assert.equal(decoded.row.user_id, "kim");
});
