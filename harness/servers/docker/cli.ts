/** The only place that runs the docker command line. Its failure output becomes one sentence. */
import process from "node:process";
import { mark } from "../../host/process.ts";
import { reasonIn } from "../../host/log.ts";

export interface CallOptions {
  /** The run whose id marks the child's environment. */
  readonly run?: string;
  /** Written to standard input: the place for passwords. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The child is killed after this time. @default 30_000 */
  readonly timeoutMs?: number;
  /** On abort the child is killed and the call throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called for each line of both outputs: the progress of a build. */
  readonly onLine?: (line: string) => void;
}

/** A docker command that failed. The message is one sentence; `output` is the whole standard error. */
export class DockerError extends Error {
  override name = "DockerError";
  readonly output: string;
  constructor(message: string, output: string, options?: ErrorOptions) {
    super(message, options);
    this.output = output;
  }
}

/**
 * Runs `docker ARGS…`; resolves with its standard output, trimmed.
 *
 * @throws DockerError where docker is missing, fails or takes too long
 */
export async function docker(args: readonly string[], options: CallOptions = {}): Promise<string> {
  options.signal?.throwIfAborted();
  const child = start(args, options);
  const timeoutMs = options.timeoutMs ?? 30_000;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    killGroup(child.pid);
  }, timeoutMs);
  const onAbort = () => killGroup(child.pid);
  options.signal?.addEventListener("abort", onAbort);
  try {
    const [, stdout, stderr, status] = await Promise.all([
      feed(child.stdin, options.input ?? ""),
      readLines(child.stdout, options.onLine),
      readLines(child.stderr, options.onLine),
      child.status,
    ]);
    if (status.success) return stdout.trim();
    if (!late) options.signal?.throwIfAborted();
    const why = late ? `no answer within ${timeoutMs / 1000} s` : whyIn(stderr, status.code);
    throw new DockerError(`docker ${verbOf(args)} failed: ${why}`, stderr);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", onAbort);
  }
}

/** The same as `docker`, but null where it fails. */
export async function tryDocker(
  args: readonly string[],
  options: CallOptions = {},
): Promise<string | null> {
  try {
    return await docker(args, options);
  } catch (error) {
    if (error instanceof DockerError) return null;
    throw error;
  }
}

/** This process's environment with the run's mark, for a child. */
export function childEnv(run: string | undefined): Record<string, string> {
  return { ...Deno.env.toObject(), ...(run === undefined ? {} : { [mark]: run }) };
}

/**
 * The child gets its own session: Ctrl-C reaches only the harness, and a kill of the child's group
 * also reaches docker's plugins.
 */
function start(args: readonly string[], options: CallOptions): Deno.ChildProcess {
  try {
    return new Deno.Command("docker", {
      args: [...args],
      env: { ...childEnv(options.run), ...options.env },
      detached: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new DockerError("the docker command is not installed", "", { cause: error });
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The process has ended by itself.
  }
}

async function feed(stdin: WritableStream<Uint8Array>, input: string): Promise<void> {
  try {
    const writer = stdin.getWriter();
    if (input !== "") await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch {
    // Docker ended before it read the input; its status says why.
  }
}

async function readLines(
  stream: ReadableStream<Uint8Array>,
  onLine: (line: string) => void = () => {},
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let seen = 0;
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf("\n", seen); end >= 0; end = text.indexOf("\n", seen)) {
      onLine(text.slice(seen, end));
      seen = end + 1;
    }
  }
  return text;
}

function verbOf(args: readonly string[]): string {
  if (args[0] !== "compose") return args.find((arg) => !arg.startsWith("-")) ?? "";
  const verbs = ["up", "build", "version", "config"];
  return `compose ${args.find((arg) => verbs.includes(arg)) ?? ""}`.trim();
}

/** Docker's reason for a failure, without docker's prefix. */
export const whyIn = (stderr: string, code: number): string =>
  (reasonIn(stderr) ?? `exit code ${code}`)
    .replace(/^(Error response from daemon|Error|ERROR): */, "").slice(0, 400);
