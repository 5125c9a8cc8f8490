/**
 * The consumer's own copy of a file that lies on the producer's server: it is fetched whole before the
 * load begins, so a load holds no transaction open for a slow transfer.
 */
import { setting } from "../../harness/roles/role.ts";
import type { Found } from "./load.ts";

export function spooled(file: Found): Found {
  return { ...file, content: () => copyOf(file) };
}

async function* copyOf({ name, content }: Found): AsyncGenerator<Uint8Array> {
  const folder = setting("FILES_SPOOL");
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const path = await Deno.makeTempFile({ dir: folder, suffix: `-${name}` });
  try {
    using copy = await Deno.open(path, { write: true, read: true });
    for await (const chunk of content()) await writeAll(copy, chunk);
    await copy.seek(0, Deno.SeekMode.Start);
    yield* copy.readable;
  } finally {
    await Deno.remove(path);
  }
}

async function writeAll(file: Deno.FsFile, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length;) done += await file.write(chunk.subarray(done));
}
