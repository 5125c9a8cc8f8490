/** What a local file server may not do. */
import { unavailable } from "../../errors.ts";
import { runProgram, which } from "../../host/programs.ts";

export const isRoot = (): boolean => Deno.uid() === 0;

/**
 * The words before its command. Root gives up the right to ignore the modes of files: a folder
 * without write permission must be one for root too. A write to a full disk must fail instead of
 * ending the session.
 */
export const restraints = async (): Promise<string[]> => [
  ...withoutOverride(),
  ...await withoutSignal(),
];

function withoutOverride(): string[] {
  if (!isRoot()) return [];
  const setpriv = which("setpriv");
  if (setpriv !== null) return [setpriv, "--bounding-set", "-dac_override,-dac_read_search"];
  throw unavailable(
    "The file server needs setpriv here, because asynclab runs as root; type: apt-get install util-linux",
  );
}

/** Where `env` is older than coreutils 8.31, a full disk ends sessions. */
async function withoutSignal(): Promise<string[]> {
  const env = which("env");
  if (env === null) return [];
  const words = [env, "--ignore-signal=XFSZ"];
  return await runProgram(env, [words[1], "true"]).then(() => words, () => []);
}
