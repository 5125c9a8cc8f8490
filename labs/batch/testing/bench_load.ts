/** Loading a file: the loader's code against `psql` with the same statements. */
import {
  type Database,
  openDatabase,
  piece,
  type Transaction,
} from "../../../harness/services/postgres/database.ts";
import { formats } from "../formats/mod.ts";
import { type Found, openLoad, stage } from "../load.ts";
import {
  busy,
  median,
  ratiosOf,
  rounds,
  seconds,
  shownRatios,
  thousands,
} from "./bench_figures.ts";
import { has, runOther } from "./bench_stand.ts";

const copyRounds = 3;

/** @returns the seconds of a whole load */
export async function measureLoad(targetUrl: string, found: Found, folder: string) {
  await using sql = openDatabase({ url: targetUrl, max: 2 });
  const { count } = found.manifest!;
  const rate = (took: readonly number[]) => `${thousands(count / median(took))} rows/s`;
  const copied = `${folder}/copied`;
  const statements: string[] = [];
  await sql.script(emptying);
  const ours = await seconds(() => load(recorded(sql, statements, copied), found));
  if (!has("psql")) return ours;
  const psql = (...script: readonly string[]) => runPsql(targetUrl, script.join("\n"));
  await psql(`\\copy staging to '${copied}'`);
  await sql.script(emptying);
  const theirs = await seconds(() => psql("begin;", ...statements, "commit;"));
  console.log(
    `load: ours ${rate([ours])}, psql ${rate([theirs])}; ${busy()}; ` +
      `load / psql = ${(theirs / ours).toFixed(2)}; the goal is 0.8`,
  );
  const [truncate, copy] = statements;
  const copies = await rounds(copyRounds, {
    ours: () => sql.begin((tx) => stage(tx, found, formats.csv)),
    written: () => sql.begin((tx) => copyWritten(tx, copied)),
    psql: () => psql("begin;", truncate, copy, "commit;"),
  });
  console.log(
    `copy: ours ${rate(copies.ours)}, of rows that are written already ${rate(copies.written)}, ` +
      `psql ${rate(copies.psql)}; ${busy()}`,
  );
  console.log(
    `copy / psql = ${shownRatios(ratiosOf(copies.psql, copies.ours))}; the goal is 0.8; ` +
      `of rows that are written already ${shownRatios(ratiosOf(copies.psql, copies.written))}`,
  );
  return ours;
}

/** What is left of the copy without the reading of the file: what psql does. */
async function copyWritten(tx: Transaction, file: string): Promise<void> {
  await tx`truncate staging`;
  await tx.copyIn("copy staging from stdin", (await Deno.open(file)).readable);
}

const load = (sql: Database, found: Found) =>
  openLoad(sql)(found, formats.csv, () => Promise.resolve());

/** The trigger of the harness would keep all grants. */
const emptying = `
  alter table grants disable trigger keep_grants;
  truncate grants, grant_locks, loaded_rows, feed_files;
  alter table grants enable trigger keep_grants;`;

/** Writes the statements of a transaction down as `psql` takes them; a copy reads this file. */
function recorded(sql: Database, statements: string[], file: string): Database {
  const begin: Database["begin"] = (work) =>
    sql.begin((tx) => {
      const query = (strings: TemplateStringsArray, ...values: unknown[]) => {
        const { text, values: all } = piece(strings, ...values as string[]);
        const literal = (_: string, n: string) => `'${String(all[Number(n) - 1])}'`;
        statements.push(`${text.trim().replaceAll(/\$(\d+)/g, literal)};`);
        return tx(strings, ...values);
      };
      const copyIn: Transaction["copyIn"] = (statement, chunks) => {
        statements.push(`\\${statement.replace("from stdin", `from '${file}'`)}`);
        return tx.copyIn(statement, chunks);
      };
      return work(Object.assign(query, { copyIn }) as Transaction);
    });
  return { ...sql, begin } as Database;
}

async function runPsql(url: string, script: string): Promise<void> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, script);
    const connection = ["-h", hostname, "-p", port, "-U", username, "-d", pathname.slice(1)];
    await runOther("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", ...connection, "-f", path], {
      PGPASSWORD: password,
    });
  } finally {
    await Deno.remove(path);
  }
}
