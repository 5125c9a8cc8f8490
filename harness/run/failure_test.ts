import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCode, noInput, Refusal, unavailable, wrongUsage } from "../errors.ts";
import { type Circumstances, explainFailure, type Suspect } from "./failure.ts";
import { Late } from "../timer.ts";

const answering = () => Promise.resolve();

interface Where extends Circumstances, AsyncDisposable {}

/** A run's folder, and a server that answers. */
async function where(suspects: readonly Suspect[] = [suspect("source", answering)]) {
  const runDir = await Deno.makeTempDir({ prefix: "asynclab-test-" });
  await Deno.mkdir(join(runDir, "history"));
  return {
    runDir,
    phase: "drain",
    suspects,
    faultsOn: [],
    isForeign: false,
    patienceMs: 1_000,
    [Symbol.asyncDispose]: () => Deno.remove(runDir, { recursive: true }).catch(() => {}),
  } satisfies Where;
}

const suspect = (name: string, ping: () => Promise<void>): Suspect => ({
  name,
  service: { name: "postgres", ping },
  access: { endpoint: { host: "127.0.0.1", port: 1 }, user: "", password: "" },
});

const withCode = (code: string) =>
  Object.assign(new Error(`what the system says: ${code}`), { code });

async function assertRefused(error: unknown, at: Circumstances, says: RegExp): Promise<void> {
  const explained = await explainFailure(error, at);
  assert(explained instanceof Refusal, String(explained));
  assert.equal(explained.code, exitCode.unavailable);
  assert.match(explained.message, says);
  assert(!explained.message.includes("\n"));
}

Deno.test("an error is passed on as a bug where the folder exists and all servers answer", async () => {
  await using at = await where();
  for (const bug of [new TypeError("x is not a function"), withCode("42703"), "a string"]) {
    assert.equal(await explainFailure(bug, at), bug);
  }
});

Deno.test("a refusal that names its reason is passed on", async () => {
  await using at = await where();
  const closed = unavailable("the cache folder cannot be made", withCode("EACCES"));
  for (const refusal of [unavailable("no role"), closed, wrongUsage("no such fault")]) {
    assert.equal(await explainFailure(refusal, at), refusal);
  }
});

Deno.test("a removed folder is named, whichever error it caused", async () => {
  for (const error of [withCode("ENOENT"), noInput("there is no history in it"), new Error("?")]) {
    await using at = await where();
    await Deno.remove(at.runDir, { recursive: true });
    await assertRefused(error, at, new RegExp(`${at.runDir} was removed .*phase drain`));
  }
});

Deno.test("an exhausted resource is named, and so is the folder that keeps the run's files", async () => {
  await using at = await where();
  const kept = new RegExp(`nothing is judged; .* is kept in ${at.runDir}$`);
  for (const code of ["ENOSPC", "EDQUOT", "EACCES", "EMFILE", "53100"]) {
    await assertRefused(withCode(code), at, kept);
    await assertRefused(new Error("the load failed", { cause: withCode(code) }), at, kept);
  }
  await assertRefused(
    withCode("ENOSPC"),
    at,
    /^The disk is full \(phase drain; what the system says: ENOSPC\)/,
  );
});

Deno.test("a broken connection is not a bug where its server answers again", async () => {
  await using at = await where();
  const kafka = Object.assign(new Error("no answer"), { name: "KafkaJSRequestTimeoutError" });
  const errors = [
    withCode("ECONNRESET"),
    withCode("57P01"),
    new Error("Connection terminated unexpectedly"),
    new Error("Query read timeout"),
    new Late("the database did not answer within 30 s"),
    kafka,
    await Deno.connect({ port: 1 }).catch((error: Error) => error),
  ];
  for (const error of errors) {
    await assertRefused(error, at, /^The connection to a server broke, .*phase drain/);
  }
});

Deno.test("a connection error under a fault is a bug: the harness must tolerate what a fault does", async () => {
  await using at = await where();
  const error = withCode("ECONNRESET");
  assert.equal(await explainFailure(error, { ...at, faultsOn: ["kill-source"] }), error);
});

Deno.test("a silent server is the reason, whichever errors its clients throw", async () => {
  const silent = () => Promise.reject(new Error("no answer"));
  await using at = await where([suspect("source", answering), suspect("target", silent)]);
  await Promise.all([
    assertRefused(new TypeError("rows is undefined"), at, /^target \(postgres\) stopped answering/),
    assertRefused(
      unavailable("Role login did not say 'ready'"),
      at,
      /^target \(postgres\) stopped/,
    ),
  ]);
});

Deno.test("a server that is slow is not silent", async () => {
  let asked = 0;
  const slow = () => ++asked < 3 ? Promise.reject(new Error("busy")) : Promise.resolve();
  await using at = await where([suspect("source", slow)]);
  const bug = new TypeError("x is not a function");
  assert.equal(await explainFailure(bug, at), bug);
});

Deno.test("the message of a failed program is shown", async () => {
  await using at = await where();
  const error = Object.assign(new Error("cp failed: no room"), { name: "ProgramError" });
  await assertRefused(error, at, /^A program .* failed \(phase drain\): cp failed: no room/);
});

Deno.test("the first error counts, not an error of the cleanup after it", async () => {
  await using at = await where();
  const both = new SuppressedError(new Error("the cleaning"), withCode("ENOSPC"));
  await assertRefused(both, at, /^The disk is full/);
});

Deno.test("a table that a foreign program changed is not a bug in asynclab", async () => {
  await using at = await where();
  const error = Object.assign(new Error('column "remark" does not exist'), { code: "42703" });
  assert.equal(await explainFailure(error, at), error);
  const why = await explainFailure(error, { ...at, isForeign: true });
  assert(why instanceof Refusal && why.code === exitCode.unavailable);
  assert.match(why.message, /A program of yours changed the tables .* "remark" does not exist/);
});
