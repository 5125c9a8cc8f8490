/** Waits until the server shows an upload: before that, faults on it prove nothing. */
import type { Upload } from "../contract/feed_things.ts";
import { sleep } from "../timer.ts";

const lookMs = 2;

/**
 * Resolves when the server has bytes of a file that it did not have at `before`; with false where no
 * such file came until all work was done.
 *
 * @param isOver `endOfWork` of the whole fault: a limit that begins anew with each upload never passes
 * where each business day brings one
 */
export async function untilUpload(
  isOver: () => Promise<boolean>,
  upload: Upload,
  before: ReadonlyMap<string, number>,
): Promise<boolean> {
  for (; !await isOver(); await sleep(lookMs)) {
    const now = await upload.sizes().catch(() => null); // the server is away
    if ([...now ?? []].some(([name, bytes]) => bytes > (before.get(name) ?? 0))) return true;
  }
  return false;
}
