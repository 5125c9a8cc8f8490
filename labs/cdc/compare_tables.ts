/** Compares a table of the source with its copy in the target, row for row, in the order of the key. */
import { type Database, piece, raw } from "../../harness/services/postgres/database.ts";
import type { CopiedTable } from "./copied_tables.ts";

/** How far a copy differs. */
export interface Difference {
  /** Rows of the source. */
  readonly rows: number;
  /** Rows that the copy lacks. */
  readonly missing: number;
  /** Rows that only the copy has. */
  readonly extra: number;
  /** Rows that both tables have, with different values. */
  readonly different: number;
  /** The first differences, as text. */
  readonly first: string[];
}

const pageRows = 5_000;
/** At most this many differences are given as text. */
const mostTexts = 3;

interface RowHash {
  id: bigint;
  hash: string;
}

/** Reads both page by page, so that no table needs to fit into memory. */
export async function compareTables(
  source: Database,
  target: Database,
  table: Pick<CopiedTable, "name" | "columns">,
): Promise<Difference> {
  const count = { rows: 0, missing: 0, extra: 0, different: 0 };
  const first: string[] = [];
  const note = (kind: "missing" | "extra" | "different", { id }: RowHash) => {
    count[kind]++;
    if (first.length < mostTexts) first.push(`id ${id} is ${kind}`);
  };
  await using originals = new Rows(source, table);
  await using copies = new Rows(target, table);
  for (;;) {
    const [more, others] = [originals.load(), copies.load()];
    if (more !== undefined || others !== undefined) await Promise.all([more, others]);
    const [original, copy] = [originals.first, copies.first];
    if (original === undefined && copy === undefined) return { ...count, first };
    const isMissing = copy === undefined || original !== undefined && original.id < copy.id;
    const isExtra = !isMissing && (original === undefined || copy.id < original.id);
    if (isMissing) note("missing", original!);
    else if (isExtra) note("extra", copy);
    else if (original!.hash !== copy.hash) note("different", copy);
    if (!isExtra) originals.shift();
    if (!isMissing) copies.shift();
    if (!isExtra) count.rows++;
  }
}

/** The rows of one table, in the order of the key. */
class Rows implements AsyncDisposable {
  #pages: AsyncGenerator<RowHash[]>;
  #page: RowHash[] = [];
  #next = 0;

  constructor(sql: Database, { name, columns }: Pick<CopiedTable, "name" | "columns">) {
    const row = raw(Object.keys(columns).join());
    this.#pages = sql.pages<RowHash>(
      piece`select id, md5(row(${row})::text) as hash from ${raw(name)} order by id`,
      pageRows,
    );
  }

  /** Reads the next page if this one is used up. */
  load(): Promise<void> | undefined {
    return this.first === undefined ? this.#load() : undefined;
  }

  async #load(): Promise<void> {
    const { value } = await this.#pages.next();
    this.#page = value ?? [];
    this.#next = 0;
  }

  /** Undefined at the end. */
  get first(): RowHash | undefined {
    return this.#page[this.#next];
  }

  shift(): void {
    this.#next++;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pages.return(undefined);
  }
}
