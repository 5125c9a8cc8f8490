/** The errors of a role that did not start, each with the last output of the role. */
import { type Refusal, unavailable } from "../errors.ts";
import type { Exit } from "../host/process.ts";
import { lastLine, lastWords } from "../host/log.ts";

export const readyTimeoutMs = 60_000;

interface Starting {
  readonly id: string;
  readonly logPath: string;
  readonly readyTimeoutMs?: number;
}

/** The role ended before it had said `ready` for the first time. */
export function diedAtStart({ id, logPath }: Starting, { code, signal }: Exit): Refusal {
  const how = signal === null ? `exit code ${code}` : signal;
  const said = lastLine(logPath);
  return unavailable(
    `Role ${id} ended at its start (${how})${said ? `: ${said}` : ""}; its log is ${logPath}`,
  );
}

export function neverReady({ id, logPath, readyTimeoutMs: limitMs = readyTimeoutMs }: Starting) {
  const said = lastWords(logPath);
  return unavailable(
    `Role ${id} did not say 'ready' on a line of its standard output within ${
      Math.round(limitMs / 1_000)
    } s; ${
      said === "" ? "it wrote nothing" : `it wrote last: ${said}`
    }. Most often its output is not flushed: in Python, say print("ready", flush=True), or set PYTHONUNBUFFERED=1; its log is ${logPath}`,
  );
}
