/** What a role's log says last: why it ended, or why it does not get ready. */
import { readFileSync } from "node:fs";

/** The last few lines of a log as one; empty where there is none. */
export function lastWords(path: string): string {
  try {
    const lines = readFileSync(path, "utf8").split("\n").map((line) => line.trim()).filter(Boolean);
    return withoutPasswords(lines.slice(-3).join(" / ").slice(-300));
  } catch {
    return "";
  }
}

/**
 * The last line of a log that says something; empty where there is none. What is indented belongs
 * to a line before it: a stack, or the source where it was thrown.
 */
export function lastLine(path: string): string {
  try {
    const lines = readFileSync(path, "utf8").split("\n").filter((line) => {
      const words = line.trim();
      // unshare says so of each first process of a namespace that was killed.
      return !["", "ready"].includes(words) && !/^(at|unshare: sigprocmask) /.test(words);
    });
    const heads = lines.filter((line) => !/^\s/.test(line));
    const telling = heads.findLast((line) => tellsOfError.test(line)) ?? heads.at(-1) ??
      lines.at(-1);
    return withoutPasswords(telling?.trim() ?? "");
  } catch {
    return "";
  }
}

/**
 * The last line that was written after the first `fromBytes` of a log, whatever it says; empty where
 * there is none.
 */
export function finalLine(path: string, fromBytes: number): string {
  try {
    const text = readFileSync(path).subarray(fromBytes).toString("utf8");
    const lines = text.split("\n").map((line) => line.trim());
    return withoutPasswords(lines.findLast((line) => line !== "" && line !== "ready") ?? "");
  } catch {
    return "";
  }
}

/** `lastLine` where that tells of an error; null where it does not. */
export function lastError(path: string): string | null {
  const line = lastLine(path);
  return tellsOfError.test(line) ? line : null;
}

const tellsOfError = /error|exception|fatal|failed|violates|refused|denied|cannot/i;

/** Somebody's program may print the address that it was given. */
const withoutPasswords = (line: string): string =>
  line.replaceAll(/(:\/\/[^:@\s/]*:)[^@\s]+@/g, "$1***@");
