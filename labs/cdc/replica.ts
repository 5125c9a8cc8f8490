/**
 * Copies a table row for row, in the order of its changes, and grants as `Grants` does. A change of
 * a row that the copy does not have changes nothing, as in a subscription of PostgreSQL itself.
 * Each broken twin stands beside the sound way.
 */
import { type Query, raw } from "../../harness/roles/role.ts";
import { type Applier, Grants } from "./apply.ts";
import type { CopiedTable } from "./copied_tables.ts";
import { type Change, type Row, unchanged, type Update } from "./log/message.ts";

/** How a replica applies a change. */
export interface ReplicaWords {
  readonly applies: (kind: Change["kind"]) => boolean;
  /** The row's values; a column that is left out keeps its value in the copy. */
  readonly values: (row: Row) => Row;
  /** The key of the row that an update changes. */
  readonly key: (update: Update) => Row[string];
}

const all: ReplicaWords = {
  applies: () => true,
  values: (row) => Object.fromEntries(Object.entries(row).filter(([, at]) => at !== unchanged)),
  key: ({ before, row }) => (before ?? row).id,
};

/** By the value of the setting `APPLY`. */
export const replicas = {
  "replica": all,
  /** Broken twin: ignores deletes, as if nothing ever left a table. */
  "ignores-deletes": { ...all, applies: (kind: Change["kind"]) => kind !== "delete" },
  /** Broken twin: writes null for a value that was not logged. */
  "toast-as-null": {
    ...all,
    values: (row: Row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, value === unchanged ? null : value]),
      ),
  },
  /** Broken twin: looks for the row by the key that the row has after the update. */
  "key-change-in-place": { ...all, key: ({ row }: Update) => row.id },
  /** Broken twin: ignores that a table can change without an event for each row. */
  "trusts-row-events": { ...all, applies: (kind: Change["kind"]) => kind !== "truncate" },
};

export class Replica implements Applier {
  #grants = new Grants();
  #changes: Change[] = [];
  #words: ReplicaWords;
  #name: string;
  #table: ReturnType<typeof raw>;
  #columns: ReturnType<typeof raw>;

  constructor({ name, columns }: CopiedTable, words: ReplicaWords) {
    this.#words = words;
    this.#name = `public.${name}`;
    this.#table = raw(name);
    this.#columns = raw(Object.keys(columns).join());
  }

  get ops(): ReadonlySet<number> {
    return this.#grants.ops;
  }

  get count(): number {
    return this.#grants.count + this.#changes.length;
  }

  add(change: Change): void {
    const names = change.kind === "truncate"
      ? change.relations.map(({ name }) => name)
      : [change.relation.name];
    if (!names.includes(this.#name)) this.#grants.add(change);
    else if (this.#words.applies(change.kind)) this.#changes.push(change);
  }

  async flush(tx: Query): Promise<void> {
    await this.#grants.flush(tx);
    const changes = this.#changes;
    this.#changes = [];
    for (let i = 0; i < changes.length;) {
      const change = changes[i];
      if (change.kind === "insert") i += await this.#insert(tx, changes, i);
      else {
        await this.#apply(tx, change);
        i++;
      }
    }
  }

  /** Inserts that follow each other are one statement. @returns how many they are */
  async #insert(tx: Query, changes: readonly Change[], from: number): Promise<number> {
    const rows: Row[] = [];
    for (let i = from; i < changes.length; i++) {
      const change = changes[i];
      if (change.kind !== "insert") break;
      rows.push(this.#words.values(change.row));
    }
    await tx`
      insert into ${this.#table} (${this.#columns})
      select ${this.#columns} from json_populate_recordset(null::${this.#table},
        ${JSON.stringify(rows)}::json)`;
    return rows.length;
  }

  /** Values are text, as the log has them: the target reads them as the source wrote them. */
  async #apply(tx: Query, change: Exclude<Change, { kind: "insert" }>): Promise<void> {
    if (change.kind === "truncate") await tx`truncate ${this.#table}`;
    else if (change.kind === "delete") {
      await tx`delete from ${this.#table} where id = ${change.before.id}`;
    } else {
      const values = JSON.stringify(this.#words.values(change.row));
      await tx`
        update ${this.#table} as copy set (${this.#columns}) = (
          select ${this.#columns} from json_populate_record(copy, ${values}::json))
        where id = ${this.#words.key(change)}`;
    }
  }
}
