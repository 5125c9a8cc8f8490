/** Decodes pgoutput. Values stay text: a number or a time keeps every digit. */
import { Buffer } from "node:buffer";
import {
  type Change,
  type Message,
  type Relation,
  type Row,
  unchanged,
  type Value,
} from "./message.ts";

/** Reads the fields of one message after another. A new object for each message would be garbage at once. */
class Fields {
  #at = 0;
  #bytes: Buffer = Buffer.alloc(0);
  begin(bytes: Buffer, at: number): void {
    this.#bytes = bytes;
    this.#at = at;
  }
  byte(): number {
    return this.#bytes[this.#at++];
  }
  int16(): number {
    return this.#bytes.readUInt16BE((this.#at += 2) - 2);
  }
  int32(): number {
    return this.#bytes.readUInt32BE((this.#at += 4) - 4);
  }
  int64(): bigint {
    return this.#bytes.readBigUInt64BE((this.#at += 8) - 8);
  }
  skip(bytes: number): void {
    this.#at += bytes;
  }
  /** Text of `length` bytes. */
  text(length: number): string {
    return this.#bytes.toString("utf8", this.#at, this.#at += length);
  }
  /** Text that ends with a zero byte. */
  word(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    const text = this.#bytes.toString("utf8", this.#at, end);
    this.#at = end + 1;
    return text;
  }
}

const code = (letter: string): number => letter.charCodeAt(0);
const kinds = {
  begin: code("B"),
  commit: code("C"),
  relation: code("R"),
  insert: code("I"),
  update: code("U"),
  delete: code("D"),
  truncate: code("T"),
  type: code("Y"),
  origin: code("O"),
};
const [key, whole, asNull, asUnchanged, asText] = ["K", "O", "n", "u", "t"].map(code);

/** Decodes the messages of one connection: the server describes each table once on a connection. */
export class Decoder {
  #relations = new Map<number, Relation>();
  #fields = new Fields();

  /**
   * @param at where the message begins in `bytes`
   * @returns null for a message that changes nothing (a table's description)
   * @throws Error where protocol version 1 has no such message
   */
  decode(bytes: Buffer, at = 0): Message | null {
    const fields = this.#fields;
    fields.begin(bytes, at);
    const kind = fields.byte();
    switch (kind) {
      case kinds.begin: {
        const commitLsn = fields.int64();
        fields.skip(8);
        return { kind: "begin", commitLsn, xid: fields.int32() };
      }
      case kinds.commit:
        fields.skip(1);
        return { kind: "commit", commitLsn: fields.int64(), endLsn: fields.int64() };
      case kinds.insert:
      case kinds.update:
      case kinds.delete:
        return this.#change(kind, fields);
      case kinds.truncate:
        return this.#truncate(fields);
      case kinds.relation:
        this.#describe(fields);
        return null;
      case kinds.type:
      case kinds.origin:
        return null;
    }
    throw new Error(`The log has a message of kind ${kind}, which pgoutput 1 does not have`);
  }

  #change(kind: number, fields: Fields): Change {
    const relation = this.#relation(fields.int32());
    const image = fields.byte();
    if (kind === kinds.insert) return { kind: "insert", relation, row: rowOf(fields, relation) };
    const hasBefore = image === key || image === whole;
    const before = hasBefore ? imageOf(fields, relation, image === key) : null;
    if (kind === kinds.delete) return { kind: "delete", relation, before: before! };
    if (hasBefore) fields.skip(1);
    return { kind: "update", relation, before, row: rowOf(fields, relation) };
  }

  #truncate(fields: Fields): Message {
    const count = fields.int32();
    fields.skip(1);
    const relations = Array.from({ length: count }, () => this.#relation(fields.int32()));
    return { kind: "truncate", relations };
  }

  #describe(fields: Fields): void {
    const id = fields.int32();
    const name = `${fields.word() || "pg_catalog"}.${fields.word()}`;
    const isFull = fields.byte() === code("f");
    const columns: string[] = [];
    const keys: string[] = [];
    for (let left = fields.int16(); left > 0; left--) {
      const isKey = (fields.byte() & 1) !== 0;
      const column = fields.word();
      fields.skip(8);
      columns.push(column);
      if (isKey) keys.push(column);
    }
    this.#relations.set(id, { id, name, columns, keys, isFull });
  }

  #relation(id: number): Relation {
    const relation = this.#relations.get(id);
    if (relation === undefined) throw new Error(`The log names table ${id} and never described it`);
    return relation;
  }
}

function rowOf(fields: Fields, { columns }: Relation): Row {
  const row: Record<string, Value> = {};
  const count = fields.int16();
  for (let i = 0; i < count; i++) row[columns[i]] = valueOf(fields);
  return row;
}

function valueOf(fields: Fields): Value {
  const form = fields.byte();
  if (form === asNull) return null;
  if (form === asUnchanged) return unchanged;
  if (form !== asText) throw new Error(`The log has a value of form ${form}, which is no text`);
  return fields.text(fields.int32());
}

/** A before image. In the image of a key, only the key columns have a meaning. */
function imageOf(fields: Fields, relation: Relation, isKey: boolean): Row {
  const row = rowOf(fields, relation);
  return isKey ? Object.fromEntries(relation.keys.map((name) => [name, row[name]])) : row;
}
