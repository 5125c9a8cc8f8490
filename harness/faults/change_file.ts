/** Shared by faults on files: the receiver stands still while a file comes and is changed. */
import type { InboxFile } from "../contract/feed.ts";
import { isReceived, type ReceivedFiles } from "../contract/feed_things.ts";
import type { Ended, FaultContext } from "../contract/lab.ts";
import { type Strike, type Verb, verb } from "../contract/verb.ts";
import { sleep } from "../timer.ts";
import { endOfWork } from "./at_work.ts";
import { untilUpload } from "./until_upload.ts";

/** What is done to the next file that comes. Each step may be called again after it threw. */
export interface FileChange extends Pick<Strike, "makes" | "summary" | "lastsMs" | "leastMs"> {
  /** Called while the receiver stands still. Returns false where the file has nothing to change. */
  readonly change: (files: ReceivedFiles, file: InboxFile) => Promise<boolean>;
  /**
   * Called at the fault's end, when the receiver runs again. Returns why the change proves nothing,
   * or null.
   *
   * @default nothing is undone
   */
  readonly undo?: (changed: Changed) => Promise<string | null>;
}

export interface Changed {
  readonly files: ReceivedFiles;
  readonly file: InboxFile;
  /** When it was changed, by `performance.now()`. */
  readonly atMs: number;
  /** True when no more work is done in this run. */
  isOver(): Promise<boolean>;
}

/** An upload takes some 300 ms or more: the receiver is stopped before the file is whole. */
const slow = { kind: "delay", delayMs: 20, jitterMs: 0 } as const;
const lookMs = 5;
/** The receiver stands still at most this long: an upload may break off. */
const stopMs = 2_000;

/**
 * Changes the first file that comes while the fault is on, before its receiver has seen it. The
 * receiver can be any program: its processes are stopped from the first bytes of an upload until the
 * file is whole and changed.
 */
export const changeFile = (
  name: string,
  { makes, summary, lastsMs, leastMs, ...how }: FileChange,
): Verb =>
  verb(name, isReceived, (thing, open) => ({
    name,
    aliases: [],
    makes,
    summary,
    targets: [thing.name],
    lastsMs,
    leastMs,
    async begin(context) {
      const files = open(context);
      const old = new Set((await files.inbox()).map(({ name }) => name));
      const isOver = endOfWork(context);
      const changing = changeNext(context, files, { old, isOver, first: await files.sizes() }, how);
      changing.catch(() => {}); // `end` throws it
      return {
        async end(): Promise<Ended> {
          const change = await changing;
          if (change === null) {
            return { touched: 0, ineffective: "no file came that it can change" };
          }
          const ineffective = await how.undo?.({ files, ...change, isOver }) ?? null;
          return ineffective === null ? { touched: 1 } : { touched: 0, ineffective };
        },
      };
    },
  }));

interface Next extends Pick<Changed, "isOver"> {
  /** The names that were in the inbox before. */
  readonly old: Set<string>;
  /** The lengths of all files at the begin. */
  readonly first: ReadonlyMap<string, number>;
}

/** Resolves with the file when it is changed and the receiver goes on; with null where none came. */
async function changeNext(
  context: FaultContext,
  files: ReceivedFiles,
  { old, isOver, first }: Next,
  { change }: Pick<FileChange, "change">,
): Promise<Pick<Changed, "file" | "atMs"> | null> {
  const id = await context.links.disturb(files.links(), slow);
  try {
    for (let before = first; await untilUpload(isOver, files, before);) {
      const file = await whileStopped(files, () => changeWhole(files, { old, before }, change));
      if (file !== null) return { file, atMs: performance.now() };
      before = await files.sizes().catch(() => before); // the server is away
    }
    return null;
  } finally {
    await context.links.heal(id);
  }
}

async function whileStopped<T>(files: ReceivedFiles, work: () => Promise<T>): Promise<T> {
  const stopped = files.receivers().filter(({ isUp }) => isUp);
  try {
    await Promise.all(stopped.map((process) => process.pause()));
    return await work();
  } finally {
    await Promise.all(stopped.map((process) => process.resume()));
  }
}

/**
 * Waits until the file is whole, and changes it. Null where it was whole before the receiver stood
 * still, where it has nothing to change, and where it never gets whole.
 */
async function changeWhole(
  files: ReceivedFiles,
  { old, before }: { readonly old: Set<string>; readonly before: ReadonlyMap<string, number> },
  change: FileChange["change"],
): Promise<InboxFile | null> {
  let isFirst = true;
  let file: InboxFile | undefined;
  for (const deadline = performance.now() + stopMs; performance.now() < deadline;) {
    try {
      const whole = await files.inbox();
      if (isFirst) { for (const { name } of whole) old.add(name); }
      isFirst = false;
      file ??= whole.find(({ name }) => !old.has(name));
      if (file !== undefined) {
        if (await change(files, file)) return file;
        old.add(file.name);
        return null;
      }
      if (!await isComing(files, whole, before)) return null;
    } catch {
      // The server is away: a change that was begun goes on when it is back.
    }
    await sleep(lookMs);
  }
  return null;
}

/** True during an upload: a file is not whole, and it is new or has another length than before. */
async function isComing(
  files: ReceivedFiles,
  whole: readonly InboxFile[],
  before: ReadonlyMap<string, number>,
): Promise<boolean> {
  const done = new Set(whole.flatMap(({ name, manifest }) => [name, manifest]));
  return [...await files.sizes()].some(([name, bytes]) =>
    !done.has(name) && before.get(name) !== bytes
  );
}

/** Waits until a file has left the inbox. Returns false where it was still there at the end of all work. */
export async function untilTaken({ files, file, isOver }: Changed): Promise<boolean> {
  for (;; await sleep(lookMs)) {
    const names = await files.sizes().catch(() => null); // the server is away
    if (names !== null && !names.has(file.name) && !names.has(file.manifest ?? "")) return true;
    if (await isOver()) return false;
  }
}
