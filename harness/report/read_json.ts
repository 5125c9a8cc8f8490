/** Reads a file of JSON that asynclab wrote. */

/** How the caller refuses a file. */
export interface Refusals {
  /** There is no such file. */
  readonly missing: (cause: unknown) => Error;
  /** @param why one clause */
  readonly wrong: (why: string, cause?: unknown) => Error;
}

/**
 * The value in the file, whose `schema` is 1 or missing.
 *
 * @throws the refusals of the caller
 */
export async function readJson(path: string, refuse: Refusals): Promise<unknown> {
  const value = parsed(await textOf(path, refuse), refuse);
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema === "number" && schema !== 1) {
    throw refuse.wrong(`it is of schema ${schema}, and this asynclab reads schema 1`);
  }
  return value;
}

async function textOf(path: string, refuse: Refusals): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(path));
  } catch (error) {
    if (error instanceof TypeError) throw refuse.wrong("it is not text", error);
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      throw refuse.missing(error);
    }
    if ((error as { code?: unknown }).code === undefined) throw error;
    throw refuse.wrong((error as Error).message, error);
  }
}

function parsed(text: string, refuse: Refusals): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse.wrong("it is not JSON, or was cut off", error);
  }
}
