/** Finds the line of a log that explains a failure. */
import { readFileSync } from "node:fs";

const tellsOfError = /error|exception|fatal|panic|failed|violates|refused|denied|cannot|could not/i;
const informs = /\b(INFO|DEBUG|TRACE)\b/;
/** `unshare` writes this when the first process of its namespace is killed. */
const noise = /^unshare: sigprocmask /;

/**
 * The line of a log that reports a failure, else its last line; null where the log is empty. An
 * indented line belongs to the line before it: a stack, or the source line that threw.
 *
 * @param which line of several: an installer's first failure says most, a program's last one says
 * why it ended
 */
export function reasonIn(log: string, which: "first" | "last" = "last"): string | null {
  const lines = log.split("\n").filter((line) => {
    const words = line.trim();
    return words !== "" && words !== "ready" && !/^at /.test(words) && !noise.test(words);
  });
  const heads = orAll(lines, (line) => !/^\s/.test(line));
  const warnings = orAll(heads, (line) => !informs.test(line));
  const failures = orAll(warnings, (line) => tellsOfError.test(line));
  const isNone = failures === warnings;
  return failures.at(which === "first" && !isNone ? 0 : -1)?.trim() ?? null;
}

/** The lines that fit, or all lines if none fits. */
function orAll(lines: readonly string[], fits: (line: string) => boolean): readonly string[] {
  const fitting = lines.filter(fits);
  return fitting.length > 0 ? fitting : lines;
}

/** `reasonIn` for the text of a file; empty where there is no file or no line. */
export const lastLine = (path: string): string => withoutPasswords(reasonIn(textOf(path)) ?? "");

/** `lastLine` where it reports an error, else null. */
export function lastError(path: string): string | null {
  const line = lastLine(path);
  return tellsOfError.test(line) ? line : null;
}

/** The last few lines of a file, joined; empty where there is no file. */
export function lastWords(path: string): string {
  const lines = textOf(path).split("\n").map((line) => line.trim()).filter(Boolean);
  return withoutPasswords(lines.slice(-3).join(" / ").slice(-300));
}

/** The last line after the first `fromBytes` bytes of a file, even if it reports no error; empty for none. */
export function finalLine(path: string, fromBytes: number): string {
  const lines = textOf(path, fromBytes).split("\n").map((line) => line.trim());
  return withoutPasswords(lines.findLast((line) => line !== "" && line !== "ready") ?? "");
}

function textOf(path: string, fromBytes = 0): string {
  try {
    return readFileSync(path).subarray(fromBytes).toString("utf8");
  } catch {
    return "";
  }
}

/** A foreign program may print the address that it was given, with the password in it. */
const withoutPasswords = (line: string): string =>
  line.replaceAll(/(:\/\/[^:@\s/]*:)[^@\s]+@/g, "$1***@");
