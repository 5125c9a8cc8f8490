/**
 * Exit codes of the command line. An uncaught error gives 70, so that a bug in asynclab never
 * looks like a broken promise.
 */
export const exitCode = {
  kept: 0,
  broken: 1,
  undecided: 2,
  usage: 64,
  data: 65,
  noInput: 66,
  unavailable: 69,
  internal: 70,
  interrupted: 130,
  terminated: 143,
} as const;

/**
 * The exit code of a role that must not be started again; the last line of its log says why. It is
 * `EX_CONFIG` of sysexits.h: another start would find the same state.
 */
export const haltCode = 78;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/**
 * An error that the user can fix: one sentence with what is wrong and what would be right, and the
 * exit code. Printed without a stack trace.
 */
export class Refusal extends Error {
  override name = "Refusal";
  readonly code: ExitCode;
  constructor(message: string, code: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Wrong words on the command line (64). */
export const wrongUsage = (message: string, cause?: unknown): Refusal =>
  new Refusal(message, exitCode.usage, { cause });

/** A file is there, and is not what it must be (65): torn, or of another schema. */
export const badData = (message: string, cause?: unknown): Refusal =>
  new Refusal(message, exitCode.data, { cause });

/** A file or folder does not exist (66). */
export const noInput = (message: string, cause?: unknown): Refusal =>
  new Refusal(message, exitCode.noInput, { cause });

/** A service or tool is missing or does not answer (69). The message names it, and the command that installs it. */
export const unavailable = (message: string, cause?: unknown): Refusal =>
  new Refusal(message, exitCode.unavailable, { cause });

/** A service is not ready yet (69). A caller that can wait asks again. */
export class NotReady extends Refusal {
  constructor(message: string, cause?: unknown) {
    super(message, exitCode.unavailable, { cause });
  }
}
