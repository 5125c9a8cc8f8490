/**
 * A reader that cannot read says one sentence, which ends with the statement that repairs the cause.
 * On real servers.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Service } from "../../harness/contract/lab.ts";
import { haltCode } from "../../harness/errors.ts";
import { provision } from "../../harness/servers/local/testing.ts";
import { postgres, type PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { cdc } from "./lab.ts";
import { openLog } from "./log/log.ts";

const plain: Service<PostgresNamespace> = {
  ...postgres,
  local: {
    ...postgres.local,
    async launch(setup) {
      const launch = await postgres.local.launch(setup);
      const args = launch.args.map((arg) => arg.replace(/^wal_level=.*/, "wal_level=replica"));
      return { ...launch, args };
    },
  },
};

type Words = Readonly<Record<string, string>>;

interface Outcome {
  code: number;
  isReady: boolean;
  said: string;
}

/** Runs the reader until it ends by itself or is ready; a ready reader is stopped. */
async function read(words: Words): Promise<Outcome> {
  const config = join(import.meta.dirname!, "../../deno.json");
  const program = join(import.meta.dirname!, "reader.ts");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--frozen", "--config", config, "-A", program],
    env: { ...words, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(60_000),
  }).spawn();
  const said = new Response(child.stderr).text();
  let isReady = false;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (!text.includes("ready")) continue;
    isReady = true;
    child.kill("SIGTERM");
  }
  return { code: (await child.status).code, isReady, said: await said };
}

/** Runs a statement with the harness's own rights, which are a superuser's. */
const asSuperuser = ({ sql, database }: PostgresNamespace, text: string) =>
  sql.script(`set role none; ${text}; set role ${database}`);

/** Things that a reader could leave on the server: slots, publications, users. */
async function things({ sql }: PostgresNamespace): Promise<string> {
  const [{ all }] = await sql<[{ all: string }]>`
    select concat_ws(' ',
      (select string_agg(slot_name, ',' order by slot_name) from pg_replication_slots),
      (select string_agg(rolname, ',' order by rolname) from pg_roles),
      (select string_agg(pubname, ',' order by pubname) from pg_publication)) as all`;
  return all;
}

/** The statement that the sentence ends with. */
const statementIn = (sentence: string): string =>
  / (?:say|say in \w+ \w+|with): (.*)$/.exec(sentence)![1];

Deno.test("a reader that cannot read says what to type, and leaves nothing behind", async (t) => {
  await using up = await provision({ services: { server: postgres, plain }, routes: {} });
  const { server, plain: plainServer } = up.servers;
  await using source = await postgres.openNamespace(server, `${up.run}-a`);
  await using target = await postgres.openNamespace(server, `${up.run}-b`);
  await using elsewhere = await postgres.openNamespace(plainServer, up.run);
  const style = cdc.open({ source, target }, "saved-position", {});
  await style.prepare(["u1"]);
  const { SLOT: slot, PUBLICATION: publication } = style.env!("reader");
  const words = {
    SLOT: slot,
    PUBLICATION: publication,
    SOURCE_URL: source.url(server.access.endpoint),
    TARGET_URL: target.url(server.access.endpoint),
  };
  const user = source.database;

  /** The reader ends with this code and this sentence; the server has the same things as before. */
  async function refused(code: number, sentence: RegExp, other: Words = {}): Promise<string> {
    const before = await things(source);
    const outcome = await read({ ...words, ...other });
    assert.match(outcome.said, sentence);
    assert.deepEqual([outcome.code, outcome.isReady], [code, false], outcome.said);
    assert.equal(outcome.said.split("\n").length, 2, `more than a sentence: ${outcome.said}`);
    assert.equal(await things(source), before);
    return statementIn(outcome.said.trim());
  }
  /** Where nothing is wrong (any more), the reader gets ready and stops gracefully. */
  async function reads(): Promise<void> {
    const { code, isReady, said } = await read(words);
    assert.deepEqual([code, isReady, said], [0, true, ""]);
  }

  await t.step("the reader reads where nothing is wrong", reads);

  await t.step("a server with wal_level=replica", async () => {
    const SOURCE_URL = elsewhere.url(plainServer.access.endpoint);
    await refused(
      1,
      /^The server writes no logical log \(wal_level is 'replica'\); .*: alter system set wal_level = logical, then restart the server$/m,
      { SOURCE_URL },
    );
  });

  await t.step("a user who may not replicate", async () => {
    await asSuperuser(source, `alter role ${user} noreplication`);
    const sentence = new RegExp(
      `^User '${user}' may not replicate; as a superuser say: alter role ${user} replication$`,
      "m",
    );
    const statement = await refused(1, sentence);
    const options = { url: words.SOURCE_URL, applicationName: "test", slot, publication };
    await assert.rejects(openLog(options), { message: sentence }, "the server's own refusal");
    await asSuperuser(source, statement);
    await reads();
  });

  await t.step("a slot that somebody else reads", async () => {
    await using other = await openLog({
      ...{ url: words.SOURCE_URL, applicationName: "another", slot, publication },
    });
    other.start(0n);
    while ((await activePid(source, slot)) === null) await new Promise((r) => setTimeout(r, 20));
    const pid = await activePid(source, slot);
    const statement = await refused(
      1,
      new RegExp(
        `^Somebody else reads the slot '${slot}'; .* select pg_terminate_backend\\(${pid}\\), or`,
      ),
    );
    await source.sql.script(statement.replace(/, or .*/, ""));
    await reads();
  });

  await t.step("a table that is not published", async () => {
    await source.sql.script(`alter publication ${publication} drop table login_details`);
    await source.sql.script(
      await refused(
        1,
        /^Table 'login_details' is not published; say: alter publication login_changes add table login_details$/m,
      ),
    );
    await reads();
  });

  await t.step("a publication that does not exist, or leaves out inserts", async () => {
    await source.sql.script(`drop publication ${publication}`);
    await source.sql.script(
      await refused(1, /^There is no publication 'login_changes'; say: create publication login_/),
    );
    await source.sql.script(`alter publication ${publication} set (publish = 'update')`);
    await source.sql.script(
      await refused(1, /^Publication 'login_changes' leaves out inserts; say: alter publication/),
    );
    await reads();
  });

  await t.step("a saved position of another server or slot, or ahead of the server", async () => {
    const [before] = await target.sql<Record<string, string>[]>`
      select system_identifier, timeline, consistent_point::text, lsn::text from positions`;
    const back = () =>
      target.sql`
      update positions set system_identifier = ${before.system_identifier},
        timeline = ${before.timeline}, consistent_point = ${before.consistent_point}::pg_lsn,
        lsn = ${before.lsn}::pg_lsn`;
    const wrong: readonly [change: string, sentence: RegExp][] = [
      ["system_identifier = '1'", /^The saved position [\dA-F/]+ belongs to server 1, timeline /],
      ["timeline = timeline + 1", /^The saved position [\dA-F/]+ belongs to server \d+, timeline /],
      ["lsn = 'FFFF/0'", /^The saved position FFFF\/0 is ahead of the server, which ends at /],
      ["consistent_point = 'FFFF/0'", /^The slot '\w+' stands at .+: it was moved or created anew/],
      ["slot = 'another'", /^The slot '\w+' is gone, and with it the changes after /],
    ];
    for (const [change, sentence] of wrong) {
      const [{ slot }] = await target.sql<[{ slot: string }]>`select slot from positions`;
      await target.sql.script(`update positions set ${change}`);
      await refused(haltCode, sentence);
      await back();
      await target.sql`update positions set slot = ${slot}`;
    }
    await reads();
  });

  await t.step("a saved position of 0/0, and a missing one", async () => {
    await target.sql`update positions set lsn = '0/0'`;
    const forget = await refused(
      haltCode,
      /^The saved position of reader 'points' is 0\/0, which is no position; .*: delete from positions where reader = 'points'$/m,
    );
    await target.sql.script(forget);
    const insert = await refused(
      haltCode,
      /^There is no saved position of reader 'points'; take a new snapshot, then say in the target: insert into positions /,
    );
    await target.sql.script(insert);
    await reads();
  });
});

async function activePid({ sql }: PostgresNamespace, slot: string): Promise<number | null> {
  const [{ pid }] = await sql<[{ pid: number | null }]>`
    select active_pid as pid from pg_replication_slots where slot_name = ${slot}`;
  return pid;
}
