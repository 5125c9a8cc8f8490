/**
 * Tables that the reader copies row for row, beside the logins. A variant has at most one of them.
 * `id` is the key of each; the columns have the same order on both sides.
 */
export interface CopiedTable {
  readonly name: string;
  /** The type of each column. */
  readonly columns: Readonly<Record<string, string>>;
  /** Statements that create the table and its first rows in the source. */
  readonly source: string;
  /** Statements that create the table in the target. */
  readonly target: string;
}

/** Rows of one large transaction. */
export const imports = { name: "imports", columns: { id: "bigint", line: "text" } };

const profileColumns = `
    id bigint primary key,
    user_id text not null,
    nick text,
    bio text,
    version int not null`;

/**
 * `bio` is stored out of line and is not compressed, so only an update that changes it logs it. The
 * identity is full: each before image has every column.
 *
 * `profile_changes` belongs to the harness: it keeps each change that the reader applied, in order.
 */
const profiles: CopiedTable = {
  name: "profiles",
  columns: { id: "bigint", user_id: "text", nick: "text", bio: "text", version: "int" },
  source: `
  create table profiles (${profileColumns});
  alter table profiles alter column bio set storage external;
  alter table profiles replica identity full;
`,
  target: `
  create table profiles (${profileColumns});
  create table profile_changes (
    n bigserial primary key,
    txid xid8 not null default pg_current_xact_id(),
    -- I, U, D or T; the id of the row afterwards, or before a delete.
    flag text not null,
    id bigint
  );
  create function note_profile() returns trigger language plpgsql as $$
  begin
    insert into profile_changes (flag, id)
    values (left(tg_op, 1), case tg_op when 'DELETE' then old.id else new.id end);
    return null;
  end $$;
  create function note_truncate() returns trigger language plpgsql as $$
  begin
    insert into profile_changes (flag) values ('T');
    return null;
  end $$;
  create trigger note_profile after insert or update or delete on profiles
    for each row execute function note_profile();
  create trigger note_truncate after truncate on profiles execute function note_truncate();
`,
};

/** The number of rows in `customers` before the first reader starts. */
export const customersBefore = 100_000;

const customerColumns = `
    id bigint primary key,
    name text not null,
    city text,
    version int not null`;

/** Old rows, which only a snapshot can copy. The identity is the key alone. */
const customers: CopiedTable = {
  name: "customers",
  columns: { id: "bigint", name: "text", city: "text", version: "int" },
  source: `
  create table customers (${customerColumns});
  insert into customers (id, name, city, version)
  select i, 'customer ' || i, 'city ' || i % 1000, 1 from generate_series(1, ${customersBefore}) as i;
`,
  target: `
  create table customers (${customerColumns});
`,
};

/** By the value of the setting `TABLE`, which is the same for the login role and the reader. */
export const copiedTables = { "none": null, "profiles": profiles, "customers": customers };

/** @param word the setting `TABLE` of a variant */
export const copiedTable = (word: string | undefined): CopiedTable | null =>
  Object.hasOwn(copiedTables, word ?? "") ? copiedTables[word as keyof typeof copiedTables] : null;
