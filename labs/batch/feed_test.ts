/** Faults on files, on a real file server: the receiver is a shell that takes each file at once. */
import assert from "node:assert/strict";
import type { Feed } from "../../harness/contract/feed.ts";
import type { FaultContext, Variant } from "../../harness/contract/lab.ts";
import { corruptFile } from "../../harness/faults/corrupt_file.ts";
import { duplicateFile } from "../../harness/faults/duplicate_file.ts";
import { lateFile } from "../../harness/faults/late_file.ts";
import { missingFile } from "../../harness/faults/missing_file.ts";
import { labOf, startRoles } from "../../harness/faults/testing/role_processes.ts";
import { truncateFile } from "../../harness/faults/truncate_file.ts";
import type { Verb } from "../../harness/contract/verb.ts";
import { provision } from "../../harness/servers/local/testing.ts";
import { type FilesNamespace, sftp } from "../../harness/services/sftp/service.ts";
import { sleep } from "../../harness/timer.ts";
import { feedOf } from "./feed.ts";
import { csv } from "./formats/csv.ts";
import { things } from "./things.ts";

const file = things.find(({ name }) => name === "file")!;

/** Takes each file as soon as its manifest is there. */
const taker = (folder: string) =>
  `sh -c 'trap "exit 0" TERM; cd ${folder}/inbox; echo ready; while :; do for m in *.manifest; do ` +
  `[ -e "$m" ] && mv "\${m%.manifest}.csv" ../done/ && mv "$m" ../done/; done; done'`;

const push: Variant = { summary: "", promises: [], worstCase: {} };

interface Here {
  readonly files: FilesNamespace;
  readonly context: FaultContext;
  /** The names in the folders that are not empty. */
  found(): Promise<Record<string, string[]>>;
}

async function withTaker(work: (here: Here) => Promise<void>): Promise<void> {
  await using up = await provision({ services: { files: sftp } });
  await using files = await sftp.openNamespace(up.servers.files, up.run);
  const lab = labOf({ loader: {}, producer: {} }, { usual: { producer: 0 } });
  await using roles = await startRoles(lab, "usual", taker(files.folder));
  const feed: Feed = feedOf({ files, source: null!, format: csv }, push, { transfer: "sftp" });
  const context = { ...roles.context, style: { feed } } as unknown as FaultContext;
  await work({
    files,
    context,
    async found() {
      const folders = ["inbox", "done", "lost"];
      const names = await Promise.all(
        folders.map(async (folder) => (await files.list(folder)).map(({ name }) => name)),
      );
      return Object.fromEntries(
        folders.map((folder, i): [string, string[]] => [folder, names[i]])
          .filter(([, all]) => all.length > 0),
      );
    },
  });
}

const row = (i: number) => ({
  row_id: String(i),
  op: String(i),
  user: "ann",
  seq: String(i),
  note: "",
  points: "10",
  message_id: "00000000-0000-4000-8000-000000000000",
  business_at: "2026-03-29T10:00:00.000000Z",
});

async function contentOf(rows: number): Promise<string> {
  const pages = async function* () {
    yield Array.from({ length: rows }, (_, i) => row(i + 1));
  };
  return await new Response(ReadableStream.from(csv.encode(pages()))).text();
}

const stem = (attempt: number) => `points-2026-03-28-${attempt}`;

/** Over a link that a fault slows down, an upload takes longer. */
const uploadMs = 200;

/** Sends a file as the producer does: the manifest last. */
async function send(files: FilesNamespace, attempt: number, rows = 20): Promise<string> {
  const [name, content] = [`${stem(attempt)}.csv`, await contentOf(rows)];
  await files.write(`lost/${name}`, content);
  await files.move(`lost/${name}`, `inbox/${name}`);
  await sleep(uploadMs);
  const manifest = {
    feed: "points",
    date: "2026-03-28",
    attempt,
    sequence: attempt,
    file: name,
    format: "csv",
    bytes: content.length,
    sha256: "0".repeat(64),
    count: rows,
    sum: "0",
    xor: "0",
  };
  await files.write(`lost/m`, JSON.stringify(manifest) + "\n");
  await files.move(`lost/m`, `inbox/${stem(attempt)}.manifest`);
  return content;
}

const both = (attempt: number) => [`${stem(attempt)}.csv`, `${stem(attempt)}.manifest`];

const begin = (verb: Verb, context: FaultContext) => verb.on(file)!.begin(context);

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + 10_000; !await isSo(); await sleep(10)) {
    assert(performance.now() < deadline, "not within 10 s");
  }
}

const isTaken = (files: FilesNamespace, attempt: number) => () =>
  files.stat(`done/${stem(attempt)}.manifest`).then((entry) => entry !== null);

Deno.test("the next file is missing, and the one after it is taken", () =>
  withTaker(async ({ files, context, found }) => {
    await send(files, 1);
    await until(isTaken(files, 1));
    const fault = await begin(missingFile, context);
    await send(files, 2);
    assert.deepEqual(await fault.end(), { touched: 1 });
    await send(files, 3);
    await until(isTaken(files, 3));
    assert.deepEqual(await found(), { done: [...both(1), ...both(3)], lost: both(2) });
  }));

Deno.test("a late file is back at the fault's end, and a duplicate comes when the first file was taken", () =>
  withTaker(async ({ files, context, found }) => {
    const late = await begin(lateFile, context);
    const content = await send(files, 1);
    assert.deepEqual(await late.end(), { touched: 1 });
    await until(isTaken(files, 1));
    assert.equal(new TextDecoder().decode((await files.read(`done/${both(1)[0]}`))!), content);

    const twice = await begin(duplicateFile, context);
    await send(files, 2);
    await until(isTaken(files, 2));
    for (const name of both(2)) await files.remove(`done/${name}`);
    assert.deepEqual(await twice.end(), { touched: 1 });
    await until(isTaken(files, 2));
    assert.deepEqual(await found(), { done: [...both(1), ...both(2)] });
  }));

Deno.test("a truncated file has half the rows, and a corrupt one another digit", () =>
  withTaker(async ({ files, context }) => {
    const taken = async (attempt: number) => {
      await until(isTaken(files, attempt));
      return new TextDecoder().decode((await files.read(`done/${both(attempt)[0]}`))!);
    };
    const half = await begin(truncateFile, context);
    // A file without rows has nothing to lose: the next one is taken.
    const empty = await send(files, 1, 0);
    assert.equal(await taken(1), empty);
    const whole = await send(files, 2);
    assert.deepEqual(await half.end(), { touched: 1 });
    const left = await taken(2);
    assert(whole.startsWith(left) && left.endsWith("\r\n") && left.length <= whole.length / 2);

    const other = await begin(corruptFile, context);
    await send(files, 3);
    assert.deepEqual(await other.end(), { touched: 1 });
    const changed = await taken(3);
    assert.equal(changed, whole.replace(",10,", ",11,"));
  }));

Deno.test("where no file comes, the fault says that it proves nothing", () =>
  withTaker(async ({ files, context }) => {
    const over = { ...context, isLoadOver: () => true };
    const fault = await begin(missingFile, over);
    const { touched, ineffective } = await fault.end();
    assert.equal(touched, 0);
    assert.match(ineffective!, /no file came/);
    await send(files, 1);
    await until(isTaken(files, 1));
  }));
