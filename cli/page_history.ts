/** The history inside the page of a report, for `asynclab analyze report.html`. */
import { dirname, join } from "node:path";
import { badData } from "../harness/errors.ts";
import { hasDigests, unpackHistory } from "../harness/history/pack.ts";

export interface PageHistory extends AsyncDisposable {
  /** The folder of a run: its plan and its history. */
  readonly runDir: string;
  /** Only some operations are in it. */
  readonly isPart: boolean;
}

const start = /^\s*<!doctype html/i;
const block = /<script type="application\/octet-stream" id="history">([A-Za-z0-9+/=\s]*)<\/script>/;
const mostPageBytes = 2 ** 29;

/**
 * Null where the path is no page. Where the page has a part of the history and lies in the folder of
 * that very run, it is that folder.
 *
 * @throws Refusal (65) where the page has no history, or one that was cut off
 */
export async function openPage(path: string): Promise<PageHistory | null> {
  const text = await pageAt(path);
  if (text === null) return null;
  const base64 = block.exec(text)?.[1];
  if (base64 === undefined) {
    throw badData(
      `The page '${path}' carries no history; ` +
        "'asynclab report RUN --format html' writes one that does",
    );
  }
  const { isWhole, digests, files } = await unpackHistory(base64, path);
  const home = dirname(path);
  if (!isWhole && await hasDigests(home, digests)) {
    return { runDir: home, isPart: false, async [Symbol.asyncDispose]() {} };
  }
  const runDir = await Deno.makeTempDir({ prefix: "asynclab-page-" });
  await Deno.mkdir(join(runDir, "history"));
  for (const [name, bytes] of files) {
    const folder = name === "run.json" ? runDir : join(runDir, "history");
    await Deno.writeFile(join(folder, name), bytes);
  }
  return {
    runDir,
    isPart: !isWhole,
    [Symbol.asyncDispose]: () => Deno.remove(runDir, { recursive: true }),
  };
}

async function pageAt(path: string): Promise<string | null> {
  const info = await Deno.stat(path).catch(() => null);
  if (info?.isFile !== true) return null;
  using file = await Deno.open(path);
  const head = new Uint8Array(64);
  const got = await file.read(head) ?? 0;
  if (!start.test(new TextDecoder().decode(head.subarray(0, got)))) return null;
  if (info.size > mostPageBytes) throw badData(`'${path}' is too large for a page of asynclab`);
  return await Deno.readTextFile(path);
}
