/** The cause of a run that ends early: a server, the run's folder, a disk, or a bug in asynclab. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { exitCode, Refusal, unavailable } from "../errors.ts";
import type { Access, Service } from "../contract/lab.ts";
import { silentMs } from "../limits.ts";
import type { Phase } from "./phases.ts";
import { sleep } from "../timer.ts";

/** A server that should answer: no fault has taken it away. */
export interface Suspect {
  readonly name: string;
  readonly service: Pick<Service, "name" | "ping">;
  readonly access: Access;
}

export interface Circumstances {
  readonly runDir: string;
  readonly phase: Phase;
  readonly suspects: readonly Suspect[];
  /** Names of the faults in force: the harness must tolerate what they do to its clients. */
  readonly faultsOn: readonly string[];
  /** A user's own program plays a role: it may change the run's tables in any way. */
  readonly isForeign: boolean;
  /** @default silentMs */
  readonly patienceMs?: number;
}

/**
 * Turns the error into one for the user.
 *
 * @returns a Refusal (69) that names the folder, the disk or the servers at fault; else the error
 * itself
 */
export async function explainFailure(failure: unknown, at: Circumstances): Promise<unknown> {
  const error = first(failure);
  if (error instanceof Refusal && error.code === exitCode.usage) return error;
  return folderGone(error, at) ?? noRoom(error, at) ?? await silentServers(error, at) ??
    lostConnection(error, at) ?? changedTables(error, at) ?? failedProgram(error, at) ?? error;
}

/** The first error, where the cleanup failed too. */
function first(error: unknown): unknown {
  while (error instanceof SuppressedError) error = error.suppressed;
  return error;
}

/** True where the run's folder no longer exists. */
export function isGone(runDir: string): boolean {
  return statSync(join(runDir, "history"), { throwIfNoEntry: false }) === undefined;
}

function folderGone(error: unknown, { runDir, phase }: Circumstances): Refusal | null {
  if (!isGone(runDir)) return null;
  return unavailable(
    `The run's folder ${runDir} was removed while the run went on (phase ${phase}), ` +
      "so nothing can be judged; leave it there until the run has ended",
    error,
  );
}

function noRoom(error: unknown, { runDir, phase }: Circumstances): Refusal | null {
  const why = error instanceof Refusal ? null : resourceTrouble(error);
  if (why === null) return null;
  const said = (error as Error).message;
  return unavailable(`${why} (phase ${phase}; ${said}), ${whatIsKept(runDir)}`, error);
}

async function silentServers(error: unknown, at: Circumstances): Promise<Refusal | null> {
  const answers = await Promise.all(
    at.suspects.map((suspect) => isSilent(suspect, at.patienceMs ?? silentMs)),
  );
  const silent = at.suspects.filter((_, i) => answers[i]);
  if (silent.length === 0) return null;
  const names = silent.map(({ name, service }) => `${name} (${service.name})`).join(" and ");
  return unavailable(
    `${names} stopped answering while the run went on (phase ${at.phase}), ${
      whatIsKept(at.runDir)
    }`,
    error,
  );
}

const againMs = 250;

async function isSilent({ service, access }: Suspect, patienceMs: number): Promise<boolean> {
  for (const deadline = performance.now() + patienceMs;;) {
    if (await service.ping(access).then(() => true, () => false)) return false;
    if (performance.now() > deadline) return true;
    await sleep(againMs);
  }
}

/** All servers answer, yet a client's connection broke: the server ended and came back. */
function lostConnection(
  error: unknown,
  { runDir, phase, faultsOn }: Circumstances,
): Refusal | null {
  if (error instanceof Refusal || faultsOn.length > 0 || !isConnectionError(error)) return null;
  return unavailable(
    `The connection to a server broke, and the server answers again (phase ${phase}): ${
      (error as Error).message
    }, ${whatIsKept(runDir)}`,
    error,
  );
}

/** SQLSTATE codes of a table, column, function or right that no longer exists. */
const changed = /^(42P01|42703|42883|42501|42804|22P02|3D000|3F000)$/;

function changedTables(error: unknown, at: Circumstances): Refusal | null {
  if (error instanceof Refusal || !at.isForeign) return null;
  if (![...causes(error)].some(({ code }) => changed.test(code ?? ""))) {
    return null;
  }
  return unavailable(
    `A program of yours changed the tables of the run (phase ${at.phase}: ${
      (error as Error).message
    }), ${whatIsKept(at.runDir)}`,
    error,
  );
}

/** Errors of Docker, `initdb`, `cp`: their own words say more than our stack trace. */
function failedProgram(error: unknown, { runDir, phase }: Circumstances): Refusal | null {
  if (!(error instanceof Error) || !/^(Docker|Program)Error$/.test(error.name)) return null;
  return unavailable(
    `A program that the run needs failed (phase ${phase}): ${error.message}, ${whatIsKept(runDir)}`,
    error,
  );
}

const whatIsKept = (runDir: string): string =>
  `so nothing is judged; what was recorded, logs too, is kept in ${runDir}`;

/** The system's codes for a missing resource, in words. */
const resources: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full",
  EDQUOT: "The disk quota is used up",
  EFBIG: "A file may not grow any further",
  EROFS: "The disk cannot be written",
  EACCES: "A file or folder is closed to this user",
  EIO: "The disk does not work",
  EMFILE: "This process may open no more files",
  ENFILE: "This machine may open no more files",
  ENOMEM: "This machine has no memory left",
  EAGAIN: "This machine can start no more processes",
};

/** PostgreSQL's SQLSTATE codes for a missing resource, in words. */
const serverResources: Readonly<Record<string, string>> = {
  "53100": "The disk of a PostgreSQL server is full",
  "53200": "A PostgreSQL server has no memory left",
  "53300": "A PostgreSQL server takes no more connections",
};

/** The resource that this machine, or a server on it, has run out of; null for any other error. */
export function resourceTrouble(error: unknown): string | null {
  for (const { code } of causes(error)) {
    const why = resources[code ?? ""] ?? serverResources[code ?? ""];
    if (why !== undefined) return why;
  }
  return null;
}

const connectionCodes = /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|08\w{3}|57P0\d)$/;
const connectionNames = /^(ConnectionReset|ConnectionRefused|ConnectionAborted|BrokenPipe)$|^Late$/;
const kafkaNames = /^KafkaJS(Connection|RequestTimeout|NumberOfRetries|Broker|GroupCoordinator)/;
const clientNames = /^(AMQPConnectionError|MaxRetriesPerRequestError)$/;
const connectionWords = /^(Connection terminated|Connection is closed|Query read timeout|timeout)/;

function isConnectionError(error: unknown): boolean {
  return [...causes(error)].some(({ code, name, message }) =>
    connectionCodes.test(code ?? "") || connectionWords.test(message) ||
    [connectionNames, kafkaNames, clientNames].some((names) => names.test(name))
  );
}

interface Named {
  readonly code?: string;
  readonly name: string;
  readonly message: string;
}

/** An error and its causes. */
function* causes(error: unknown): Generator<Named> {
  let next = error;
  for (let depth = 0; next instanceof Error && depth < 10; depth++) {
    const { code } = next as { code?: unknown };
    yield { code: typeof code === "string" ? code : undefined, ...named(next) };
    next = next.cause;
  }
}

const named = ({ name, message }: Error) => ({ name, message });
