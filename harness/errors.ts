/** Exit codes of the command line. An uncaught error of our own is 70, so that it never looks like a broken promise. */
export const exitCode = {
  kept: 0,
  broken: 1,
  undecided: 2,
  usage: 64,
  noInput: 66,
  unavailable: 69,
  internal: 70,
  interrupted: 130,
  terminated: 143,
} as const;

/**
 * The exit code of a role that must not be started again: it says why on its last line. Chosen after
 * `EX_CONFIG` of sysexits.h: another start finds the same state.
 */
export const haltCode = 78;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/**
 * An error a person can do something about: one sentence that names what was wrong and what would
 * be right, and the exit code it ends with. Printed without a stack trace.
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

/** A file or folder that is not there (66). */
export const noInput = (message: string, cause?: unknown): Refusal =>
  new Refusal(message, exitCode.noInput, { cause });

/** A service or tool is missing or does not answer (69). Says which, and the command that gets it. */
export const unavailable = (message: string, cause?: unknown): Refusal =>
  new Refusal(message, exitCode.unavailable, { cause });

/** A service says of itself that it is about to be ready (69). Who has time asks it again. */
export class NotReady extends Refusal {
  constructor(message: string, cause?: unknown) {
    super(message, exitCode.unavailable, { cause });
  }
}
