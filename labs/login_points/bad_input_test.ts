/** Bad requests get the right status and a problem that says why; nothing is written, nothing crashes. */
import assert from "node:assert/strict";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { stand } from "../../testing/stand.ts";
import { sync } from "../sync/lab.ts";

const json = { "content-type": "application/json" };
const login = { op: 1, user: "u1", points: 5 };
const message = {
  messageId: "1f9b6c7e-3f6c-4f0a-9a55-0d6ad9b1c001",
  type: "LoggedIn",
  op: 900,
  user: "u1",
  seq: 1,
  points: 5,
};

interface Bad {
  what: string;
  status: number;
  body: string;
  headers?: Record<string, string>;
  path?: string;
  method?: string;
}

const badLogins: Bad[] = [
  { what: "no JSON", status: 400, body: "op=1" },
  { what: "an empty body", status: 400, body: "" },
  { what: "a list", status: 422, body: "[]" },
  { what: "no user", status: 422, body: JSON.stringify({ op: 1, points: 5 }) },
  { what: "negative points", status: 422, body: JSON.stringify({ ...login, points: -5 }) },
  { what: "half a point", status: 422, body: JSON.stringify({ ...login, points: 0.5 }) },
  { what: "too many points", status: 422, body: JSON.stringify({ ...login, points: 2 ** 31 }) },
  { what: "a NUL in a name", status: 422, body: JSON.stringify({ ...login, user: "u\0" }) },
  { what: "an unknown user", status: 404, body: JSON.stringify({ ...login, user: "nobody" }) },
  { what: "another path", status: 404, body: JSON.stringify(login), path: "login" },
  { what: "another method", status: 405, body: JSON.stringify(login), method: "PUT" },
  { what: "10 MB", status: 413, body: JSON.stringify({ ...login, note: "x".repeat(10_000_000) }) },
];
const badGrants: Bad[] = [
  { what: "no JSON", status: 400, body: "{" },
  { what: "a negative grant", status: 422, body: JSON.stringify({ ...message, points: -5 }) },
  { what: "no message id", status: 422, body: JSON.stringify({ ...message, messageId: 7 }) },
  { what: "an unknown user", status: 404, body: JSON.stringify({ ...message, user: "nobody" }) },
  { what: "10 MB", status: 413, body: JSON.stringify({ ...message, note: "x".repeat(1e7) }) },
  {
    what: "an endless key",
    status: 400,
    body: JSON.stringify(message),
    headers: { "idempotency-key": "k".repeat(300) },
  },
];

async function mustRefuse(url: string, { status, body, headers, path = "", method }: Bad) {
  const response = await fetch(url + path, {
    method: method ?? "POST",
    headers: { ...json, ...headers },
    body,
  });
  const problem = await response.json();
  assert.equal(response.status, status, JSON.stringify(problem));
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.equal(problem.status, status);
  assert(problem.title.length > 0 && problem.detail.length > 0);
}

const post = async (url: string, body: unknown, headers: Record<string, string> = {}) => {
  const init = { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) };
  const response = await fetch(url, init);
  return { status: response.status, body: await response.json() };
};

Deno.test("the login and the points service refuse bad input", async (t) => {
  await using environment = await stand(sync, "record-failure");
  const source = environment.namespaces.source as PostgresNamespace;
  const target = environment.namespaces.target as PostgresNamespace;
  const { host, port } = environment.httpProxies.points.endpoint;
  const pointsUrl = `http://${host}:${port}/`;
  const rows = async () => {
    const [a] = await source.sql`
      select (select count(*) from logins) + (select count(*) from failure_log) as n`;
    const [b] = await target.sql`
      select (select count(*) from grants) + (select count(*) from idempotency_keys) as n`;
    return Number(a.n) + Number(b.n);
  };

  for (const bad of badLogins) {
    await t.step(
      `login answers ${bad.status} to ${bad.what}`,
      () => mustRefuse(environment.entryUrl, bad),
    );
  }
  for (const bad of badGrants) {
    await t.step(`points answers ${bad.status} to ${bad.what}`, () => mustRefuse(pointsUrl, bad));
  }
  await t.step("nothing was written, nothing crashed", async () => {
    assert.equal(await rows(), 0);
    assert.deepEqual(environment.processes.map(({ unexpectedExits }) => unexpectedExits), [0, 0]);
  });

  await t.step("the same key with the same body is one grant", async () => {
    const headers = { "idempotency-key": "k1" };
    for (let i = 0; i < 3; i++) {
      assert.deepEqual(await post(pointsUrl, message, headers), {
        status: 200,
        body: { op: 900, granted: 5 },
      });
    }
    const both = await Promise.all(
      [1, 2, 3, 4].map(() => post(pointsUrl, { ...message, op: 901 }, { "idempotency-key": "k2" })),
    );
    assert.deepEqual(both.map(({ status }) => status), [200, 200, 200, 200]);
    const [{ n }] = await target.sql`select count(*) as n from grants`;
    assert.equal(Number(n), 2);
  });

  await t.step("the same key with another body is 422 and grants nothing", async () => {
    const other = await post(pointsUrl, { ...message, points: 500 }, { "idempotency-key": "k1" });
    assert.equal(other.status, 422);
    const [{ n }] = await target.sql`select count(*) as n from grants`;
    assert.equal(Number(n), 2);
  });

  await t.step("a good login still works", async () => {
    assert.deepEqual(await post(environment.entryUrl, login), {
      status: 200,
      body: { op: 1, seq: 1 },
    });
  });
});
