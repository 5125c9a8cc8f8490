/** A file that an option names: checked before any work, and written whole or not at all. */
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { unavailable, wrongUsage } from "../harness/errors.ts";

/** A file, and how the user names it. */
export interface OutFile {
  readonly path: string;
  /** `--out`, `--report`. */
  readonly option: string;
  /** How the option's value is typed for a path: `junit=PATH`. */
  readonly typed: (path: string) => string;
  /** A name for the file where the path is a folder. */
  readonly example: string;
}

/** A file that an option names by its path alone: `--out FILE`. */
export const outFile = (option: string, path: string, example: string): OutFile => (
  { path, option, example, typed: (path) => path }
);

/**
 * Checks that the file can be written; creates nothing.
 *
 * @throws Refusal (64) where the folder is missing or the path is a folder, (69) where the system
 * cannot write the file
 */
export async function mustBeWritable(file: OutFile): Promise<void> {
  const { path, option, typed, example } = file;
  const folder = await infoOf(file, dirname(path));
  if (folder === null || !folder.isDirectory) {
    throw wrongUsage(
      `There is no folder '${dirname(path)}' for ${option} ${typed(path)}; ` +
        `run mkdir -p '${dirname(path)}'`,
    );
  }
  const info = await infoOf(file, path);
  if (info?.isDirectory) {
    throw wrongUsage(
      `${option} cannot be '${typed(path)}'; it must name a file in that folder, like ` +
        typed(join(path, example)),
    );
  }
  if (info !== null && !info.isFile) return;
  const half = halfOf(path);
  await writing(file, async () => {
    await Deno.writeTextFile(half, "", { createNew: true });
    await Deno.remove(half);
  });
}

/**
 * Writes a new file beside the old one and renames it. A link stays a link; a device (`/dev/stdout`)
 * is written to.
 *
 * @throws Refusal (69) where the system cannot write the file
 */
export async function replaceFile(file: OutFile, text: string): Promise<void> {
  const { path } = file;
  const info = await infoOf(file, path);
  await writing(file, async () => {
    if (info !== null && !info.isFile) return await Deno.writeTextFile(path, text);
    const place = info === null ? path : await Deno.realPath(path);
    const half = halfOf(place);
    try {
      await Deno.writeTextFile(half, text, { createNew: true });
      await Deno.rename(half, place);
    } catch (error) {
      await Deno.remove(half).catch(() => {});
      throw error;
    }
  });
}

const halfOf = (path: string): string =>
  join(dirname(path), `.${basename(path)}.half-${randomBytes(4).toString("hex")}`);

async function infoOf(file: OutFile, path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return null;
    throw unwritable({ ...file, path }, error);
  }
}

async function writing(file: OutFile, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw unwritable(file, error);
  }
}

const unwritable = ({ path, option }: OutFile, cause: unknown) =>
  unavailable(
    `Cannot write '${path}' (${(cause as Error).message}); name a writable file with ${option}`,
    cause,
  );
