/** What can go wrong on a file server. */

/** The server is not the one that it should be: nothing was sent to it, not even a user's name. */
export class HostKeyError extends Error {
  override name = "HostKeyError";
}

/**
 * The server refused a request. `missing`: there is no such file or folder; `denied`: no permission;
 * `failed`: anything else, such as a name that exists already or a full disk.
 */
export class FileError extends Error {
  override name = "FileError";
  constructor(
    message: string,
    readonly reason: "missing" | "denied" | "failed",
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** True where the server said that there is no such file or folder. */
export const isMissing = (error: unknown): boolean =>
  error instanceof FileError && error.reason === "missing";
