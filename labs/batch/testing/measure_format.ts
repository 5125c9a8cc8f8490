/**
 * Encodes or decodes rows in a process of its own, so that the memory of one format is not counted
 * for another: `measure_format.ts FORMAT encode|decode FILE ROWS`. Prints its figures as JSON.
 */
import type { Format } from "../formats/format.ts";
import { formats } from "../formats/mod.ts";
import { isBad } from "../row.ts";
import { pagesOf } from "./bench_rows.ts";

export interface FormatFigures {
  readonly seconds: number;
  readonly bytes: number;
  readonly baseRss: number;
  readonly mostRss: number;
}

async function encode(format: Format, file: Deno.FsFile, count: number, sample: () => void) {
  const writer = file.writable.getWriter();
  for await (const piece of format.encode(pagesOf(count))) {
    await writer.write(piece);
    sample();
  }
  await writer.close();
}

async function decode(format: Format, file: Deno.FsFile, count: number, sample: () => void) {
  let read = 0;
  for await (const page of format.decode(file.readable)) {
    for (const one of page) if (isBad(one)) throw new Error(`row ${one.line}: ${one.reason}`);
    read += page.length;
    sample();
  }
  if (read !== count) throw new Error(`${read} rows were read, not ${count}`);
}

async function measure(name: string, work: string, path: string, count: number) {
  const format = formats[name as keyof typeof formats];
  using file = await Deno.open(path, { read: true, write: true, create: true });
  const baseRss = Deno.memoryUsage().rss;
  let mostRss = baseRss;
  let pages = 0;
  const sample = () => {
    if (pages++ % 50 === 0) mostRss = Math.max(mostRss, Deno.memoryUsage().rss);
  };
  const startMs = performance.now();
  await (work === "encode" ? encode : decode)(format, file, count, sample);
  const seconds = (performance.now() - startMs) / 1_000;
  return { seconds, bytes: (await Deno.stat(path)).size, baseRss, mostRss };
}

if (import.meta.main) {
  const [name, work, path, count] = Deno.args;
  const figures: FormatFigures = await measure(name, work, path, Number(count));
  console.log(JSON.stringify(figures));
}
