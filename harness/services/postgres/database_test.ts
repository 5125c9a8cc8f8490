/** PostgreSQL as roles and harness use it, on a real server with cut connections. */
import assert from "node:assert/strict";
import { CommitError, type Database, openDatabase, piece, raw } from "./database.ts";
import type { TcpProxies } from "../../contract/lab.ts";
import { openTcpProxies } from "../../proxies/tcp_proxies.ts";
import { local } from "../../servers/local.ts";
import { postgres } from "./service.ts";

interface Fixture extends AsyncDisposable {
  readonly direct: Database;
  /** Connected through the link `proxied`. */
  readonly proxied: Database;
  readonly links: TcpProxies;
}

async function fixture(): Promise<Fixture> {
  const stack = new AsyncDisposableStack();
  const logsDir = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(logsDir, { recursive: true }));
  const run = `test-${crypto.randomUUID().slice(0, 8)}`;
  const { signal } = new AbortController();
  const request = { run, services: { source: postgres }, routes: { source: 1 }, logsDir, signal };
  const provisioned = stack.use(await local.provision({ ...request, say: () => {} }));
  const namespace = stack.use(await postgres.openNamespace(provisioned.servers.source, run));
  const links = stack.use(await openTcpProxies());
  const at = await links.open("proxied", provisioned.servers.source.routes[0]);
  const proxied = stack.use(openDatabase({ url: namespace.url(at), max: 2, pageTimeoutMs: 2_000 }));
  await namespace.sql.script(
    "create table notes (id bigint generated always as identity, text text)",
  );
  return {
    direct: namespace.sql,
    proxied,
    links,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const notes = async (sql: Database): Promise<string[]> =>
  (await sql<{ text: string }[]>`select text from notes order by id`).map(({ text }) => text);

Deno.test("a database survives cut connections", async (t) => {
  await using it = await fixture();
  const { direct, proxied, links } = it;

  await t.step(
    "values are bound, bigint stays exact, pieces and raw text are inserted",
    async () => {
      const hostile = "'); drop table notes; --";
      await direct`insert into notes (text) values (${hostile})`;
      assert.deepEqual(await notes(direct), [hostile]);
      const big = 9_007_199_254_740_993n;
      const [{ n }] = await direct`select ${big}::bigint as n`;
      assert.equal(n, big);
      const where = piece`text = ${hostile}`;
      const rows = await direct`select ${raw("id, text")} from notes where ${where}`;
      assert.equal(rows.length, 1);
      await direct`delete from notes`;
    },
  );

  await t.step("`begin` commits the work, and rolls it back if the work throws", async () => {
    await direct.begin((tx) => tx`insert into notes (text) values ('kept')`);
    const thrown = new Error("the business says no");
    await assert.rejects(
      direct.begin(async (tx) => {
        await tx`insert into notes (text) values ('gone')`;
        throw thrown;
      }),
      (error) => error === thrown,
    );
    assert.deepEqual(await notes(direct), ["kept"]);
    await direct`delete from notes`;
  });

  await t.step(
    "`begin` rejects after a failed statement, even if the work hides the failure",
    async () => {
      await assert.rejects(
        direct.begin(async (tx) => {
          await tx`insert into notes (text) values ('half')`;
          await tx`select 1 / 0`.catch(() => {});
        }),
        (error) => !(error instanceof CommitError),
      );
      assert.deepEqual(await notes(direct), []);
    },
  );

  await t.step(
    "a connection lost in a transaction ends it: none of its statements takes effect",
    async () => {
      await assert.rejects(
        proxied.begin(async (tx) => {
          await tx`insert into notes (text) values ('first')`;
          await links.reset(["proxied"]);
          await proxied`select 1`; // a new connection is there by now
          await tx`insert into notes (text) values ('second')`;
        }),
        (error) => !(error instanceof CommitError),
      );
      assert.deepEqual(await notes(direct), []);
      await proxied`select 1`;
    },
  );

  await t.step("a connection lost during the commit leaves the outcome unknown", async () => {
    const id = await links.disturb(["proxied"], { kind: "partition" });
    await links.heal(id);
    let cut: number | undefined;
    await assert.rejects(
      proxied.begin(async (tx) => {
        await tx`insert into notes (text) values ('maybe')`;
        cut = await links.disturb(["proxied"], { kind: "partition" });
        setTimeout(() => links.reset(["proxied"]), 100);
      }),
      CommitError,
    );
    await links.heal(cut!);
  });

  await t.step("`pages` hands out every row once", async () => {
    await direct`delete from notes`;
    await direct`insert into notes (text) select n::text from generate_series(1, 25) n`;
    const seen: string[] = [];
    for await (
      const page of direct.pages<{ text: string }>(piece`select text from notes order by id`, 10)
    ) {
      assert(page.length <= 10);
      seen.push(...page.map(({ text }) => text));
    }
    assert.deepEqual(seen, Array.from({ length: 25 }, (_, i) => String(i + 1)));
  });

  await t.step("a read from a silent server rejects, and its connection is closed", async () => {
    const pages = proxied.pages(piece`select generate_series(1, 1000000)`, 10);
    assert.equal((await pages.next()).value?.length, 10);
    const partition = await links.disturb(["proxied"], { kind: "partition" });
    await assert.rejects(Array.fromAsync(pages), /did not answer within 2 s/);
    await links.heal(partition);
  });

  await t.step("`listen` calls again after a connection was lost", async () => {
    let calls = 0;
    proxied.listen("news", () => calls++);
    const until = async (wanted: number) => {
      for (let i = 0; i < 500 && calls < wanted; i++) await new Promise((r) => setTimeout(r, 10));
      assert(calls >= wanted, `${calls} calls`);
    };
    await until(1);
    await direct`select pg_notify('news', '')`;
    await until(2);
    await links.reset(["proxied"]);
    await until(3);
    await direct`select pg_notify('news', '')`;
    await until(4);
  });
});
