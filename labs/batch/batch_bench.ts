/**
 * Measures the parts of the batch lab side by side in one run. Compare the figures; do not quote one
 * alone.
 */
import { formats } from "./formats/mod.ts";
import { mebibytes, median, thousands } from "./testing/bench_figures.ts";
import { measureChain } from "./testing/bench_chain.ts";
import { measureUpload } from "./testing/bench_upload.ts";
import type { FormatFigures } from "./testing/measure_format.ts";

/** So many times each figure is measured, in turn, so that a busy moment does not slow one alone. */
const rounds = 2;
const rowCount = 1_000_000;

/** `Deno.bench` calls a function three times at least; these measure several times by themselves. */
function bench(name: string, measure: () => Promise<void>): void {
  let measured: Promise<void> | undefined;
  Deno.bench({ name, n: 1, warmup: 0, fn: async () => await (measured ??= measure()) });
}
bench(`the formats, ${thousands(rowCount)} rows`, measureFormats);
bench("a file of 100 MB, against OpenSSH", measureUpload);
bench(`${thousands(rowCount)} rows from end to end`, measureChain);

type Work = "encode" | "decode";
type FormatName = keyof typeof formats;

async function measureFormats(): Promise<void> {
  const folder = await Deno.makeTempDir();
  const names = Object.keys(formats) as FormatName[];
  const all = new Map(names.map((name) => [name, { encode: [], decode: [] } as Rounds]));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const name of names) {
        const path = `${folder}/points.${name}`;
        for (const work of ["encode", "decode"] as const) {
          all.get(name)![work].push(await measureFormat(name, work, path));
        }
        await Deno.remove(path);
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  for (const [name, figures] of all) console.log(shownFormat(name, figures));
}

type Rounds = Record<Work, FormatFigures[]>;

function shownFormat(name: FormatName, figures: Rounds): string {
  const shown = (work: Work) => {
    const rate = rowCount / median(figures[work].map(({ seconds }) => seconds));
    const grown = Math.max(...figures[work].map(({ mostRss, baseRss }) => mostRss - baseRss));
    const most = Math.max(...figures[work].map(({ mostRss }) => mostRss));
    return `${work}s ${thousands(rate)} rows/s with ${mebibytes(most)}, ` +
      `${mebibytes(grown)} of its own`;
  };
  const [{ bytes }] = figures.encode;
  return `${name.padEnd(5)} ${Math.round(bytes / rowCount)} bytes a row; ` +
    `${shown("encode")}; ${shown("decode")}`;
}

async function measureFormat(name: FormatName, work: Work, path: string): Promise<FormatFigures> {
  const program = new URL("testing/measure_format.ts", import.meta.url).pathname;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--frozen", "-A", "--no-check", program, name, work, path, String(rowCount)],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
