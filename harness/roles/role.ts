/**
 * All that a role process imports: its environment, the ready line, its events, failpoints and the
 * graceful stop. A role in another language needs none of this. The whole protocol is: environment
 * variables, the word `ready` on a line of standard output, and an end on SIGTERM.
 */
import process from "node:process";
import { exitCode, haltCode } from "../errors.ts";
import type { HistoryEvent } from "../history/event.ts";
import { HistoryFile } from "../history/write.ts";
import { sleep, within } from "../timer.ts";
import { clockAt, type RoleClock } from "./role_clock.ts";

export { deadLetterTopicOf } from "../services/broker.ts";
export type { BusinessTime, RoleClock } from "./role_clock.ts";
export { everyMs, sleep, within } from "../timer.ts";

export {
  CommitError,
  type Database,
  openDatabase,
  piece,
  type Query,
  raw,
  type Transaction,
} from "../services/postgres/database.ts";

const end = new AbortController();

/** Aborted at SIGTERM: from then on a role finishes its work in progress and takes no new work. */
export const stopping: AbortSignal = end.signal;

/** Resolves at SIGTERM, or at once if SIGTERM came before. */
export const stopped: Promise<void> = new Promise((resolve) => {
  stopping.addEventListener("abort", () => resolve());
});

let file: HistoryFile | null = null;
let isOpen = false;

/**
 * A role program calls this first: from now on it handles SIGTERM itself, and its events go to the
 * run's history. An import alone opens nothing and handles no signal.
 */
export function openRole(): void {
  if (isOpen) throw new Error("The role is open already");
  isOpen = true;
  // Node's warnings about libraries do not help the reader of a role's log.
  process.removeAllListeners("warning");
  process.once("SIGTERM", () => end.abort());
  const path = process.env.ASYNCLAB_EVENTS;
  if (path) file = HistoryFile.open(path);
}

/**
 * A setting from the environment.
 *
 * @throws Error with one sentence where it is missing
 */
export function setting(name: string, fallback?: string): string {
  const value = process.env[name] ?? fallback;
  if (value === undefined) throw new Error(`The environment variable ${name} is not set`);
  return value;
}

/** Answers requests on `LISTEN_PORT`. Resolves after SIGTERM, when the last one has its answer. */
export async function serve(answer: (request: Request) => Promise<Response>): Promise<void> {
  const port = Number(setting("LISTEN_PORT"));
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen: ready }, answer);
  stopping.addEventListener("abort", () => server.shutdown());
  await server.finished;
}

/** The business clock of a run whose lab works by dates. */
export const openClock = (): RoleClock => clockAt(setting("ASYNCLAB_CLOCK"));

/**
 * The value for a setting's word. An unknown word ends the process with one sentence and exit code
 * 64: otherwise the run would measure a role that ignores its setting.
 *
 * @param fallback the word where the setting is missing
 */
export function choice<K extends string, T>(
  name: string,
  choices: Readonly<Record<K, T>>,
  fallback: NoInfer<K>,
): T {
  const word = setting(name, fallback);
  if (Object.hasOwn(choices, word)) return choices[word as K];
  return refuse(
    `${name} cannot be '${word}'; it must be one of ${Object.keys(choices).join(", ")}`,
  );
}

/**
 * A setting that is a whole number from 0, or between these bounds. Any other text ends the process, as
 * in `choice`.
 */
export function amount(
  name: string,
  fallback: number,
  bounds?: { readonly least: number; readonly most: number },
): number {
  const { least, most } = bounds ?? { least: 0, most: Number.MAX_SAFE_INTEGER };
  const text = setting(name, String(fallback));
  const value = Number(text);
  const isWhole = /^\d+$/.test(text) && Number.isSafeInteger(value);
  if (isWhole && value >= least && value <= most) return value;
  const range = bounds === undefined ? "" : `, from ${least} to ${most}`;
  return refuse(`${name} cannot be '${text}'; it must be a whole number like ${fallback}${range}`);
}

function refuse(sentence: string): never {
  console.error(sentence);
  Deno.exit(exitCode.usage);
}

/** The harness's name for this process: `relay`, or `relay#2` for the second one. */
export const id = process.env.ASYNCLAB_ROLE ?? "role";

/** Tells the harness that this process now does its work. */
export function ready(): void {
  if (!isOpen) throw new Error("A role must call openRole() first: its SIGTERM would be lost");
  console.log("ready");
}

/** Sleeps this long; wakes early at SIGTERM. */
export const idle = (ms: number): Promise<void> => sleep(ms, stopping);

/**
 * Ends a role that must not go on and would fail again after a restart. It is not started again.
 *
 * @param sentence what is wrong, and what would help: "the slot is gone; a new snapshot is needed"
 */
export function halt(sentence: string): never {
  console.error(sentence);
  Deno.exit(haltCode);
}

const farewellMs = 2_000;

/**
 * The graceful end: disposes of the resources in this order and exits. Each resource delays the exit
 * by 2 s at most: a client may wait for a dead server, or keep a handle open.
 */
export async function leave(...resources: readonly (AsyncDisposable | null)[]): Promise<never> {
  for (const resource of resources) {
    const farewell = Promise.resolve(resource?.[Symbol.asyncDispose]());
    await within(farewellMs, farewell, "no farewell").catch(() => {});
  }
  Deno.exit(0);
}

// ---------------------------------------------------------------- events

const epochMs = Number(process.env.ASYNCLAB_EPOCH_MS ?? Date.now());

/** Milliseconds since the start of the run, with microsecond digits. */
export function now(): number {
  return Math.round((performance.timeOrigin + performance.now() - epochMs) * 1000) / 1000;
}

/** Appends events to this incarnation's own history file, as whole lines in one write. */
export function record(events: readonly HistoryEvent[]): void {
  file?.appendAll(events);
}

// ---------------------------------------------------------------- failpoints

const control = process.env.ASYNCLAB_CONTROL;
const armed = new Set((process.env.ASYNCLAB_POINTS ?? "").split(",").filter(Boolean));
/** The harness wants to know which failpoints are passed at all. */
const tellsFirst = process.env.ASYNCLAB_FIRST_PASSES !== undefined;
const passed = new Set<string>();

/** Thrown by `point` where `--fail` armed it. */
export class PointFailure extends Error {
  override name = "PointFailure";
}

/** The context of one pass of a failpoint. */
export interface PassedBy {
  /**
   * The operations that this pass handles: `@op=17` strikes at the first pass with operation 17.
   * Empty where none is known yet. Read only where the failpoint is armed.
   */
  readonly ops: Iterable<number>;
  /**
   * The position in the stream (a row's id): `--hold … until` is released by a pass at a later
   * position than the held one.
   */
  readonly position?: number | bigint;
}

/**
 * A failpoint: a named line. It costs nothing unless it is armed. Then the harness may kill this
 * process here (`--crash`), make the call throw (`--fail`), make it wait (`--hold`), or begin a
 * fault before the process goes on (`--chaos FAULT at`).
 *
 * @throws PointFailure where `--fail` armed it
 */
export async function point(name: string, { ops, position }: PassedBy): Promise<void> {
  if (control === undefined) return;
  if (!armed.has(name)) return tellFirst(control, name);
  const query = new URLSearchParams({ role: id, point: name });
  if (position !== undefined) query.set("position", String(position));
  const body = JSON.stringify([...ops]);
  const answer = await fetch(`${control}?${query}`, { method: "POST", body });
  const text = await answer.text();
  if (answer.status === 418) throw new PointFailure(text);
}

/** Tells the harness of the first pass of this process, without waiting for the answer. */
function tellFirst(control: string, name: string): void {
  if (!tellsFirst || passed.has(name)) return;
  passed.add(name);
  const query = new URLSearchParams({ role: id, point: name, first: "" });
  fetch(`${control}?${query}`, { method: "POST" }).then(
    (answer) => answer.body?.cancel(),
    () => {},
  );
}
