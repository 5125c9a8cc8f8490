/**
 * The user's choice of PostgreSQL for local servers: `ASYNCLAB_POSTGRES`, a folder or a major
 * version.
 */
import { basename, dirname, join, resolve } from "node:path";
import { unavailable } from "../../errors.ts";
import { isProgram, ProgramError, runProgram } from "../../host/programs.ts";
import { majorOf, oldestMajor } from "./versions.ts";

const name = "ASYNCLAB_POSTGRES";
const right =
  `set it to a folder with bin/initdb and bin/postgres, or to a major version such as 18`;

/** The folder or the major version that the user chose. */
export type Choice = { readonly folder: string } | { readonly major: number };

/** The choice as part of a message; null where the user chose nothing. */
export function chosenPostgres(): string | null {
  const word = Deno.env.get(name);
  if (!word) return null;
  return `${name} is '${/^\d[\d.]*$/.test(word) ? word : resolve(word)}'`;
}

/** @throws Refusal (69) where the word is not a major version that asynclab works with */
export function choiceOfPostgres(): Choice | null {
  const word = Deno.env.get(name);
  if (!word) return null;
  if (!/^\d[\d.]*$/.test(word)) return { folder: resolve(word) };
  if (!/^\d+$/.test(word)) {
    throw unavailable(`${name} cannot be '${word}'; ${right}`);
  }
  const major = Number(word);
  if (major < oldestMajor) {
    throw unavailable(
      `${name} cannot be '${word}'; asynclab needs PostgreSQL ${oldestMajor} or later, so ${right}`,
    );
  }
  return { major };
}

/**
 * Finds the folder above the `bin` with the programs: `folder` is that folder, or the `bin` itself.
 *
 * @throws Refusal (69) where the folder has no programs, or none that fit
 */
export async function postgresIn(folder: string): Promise<{ home: string; version: string }> {
  const bin = [join(folder, "bin"), folder].map(realBin).find((bin) => bin !== null);
  if (!bin) {
    throw unavailable(
      `${name} is '${folder}', and neither it nor its bin has PostgreSQL's initdb and postgres; ${right}`,
    );
  }
  const version = await versionOf(join(bin, "postgres"));
  if (version === null || majorOf(version) < oldestMajor) {
    throw unavailable(
      `${name} is '${folder}', and its postgres ${
        version === null ? "does not tell its version" : `is version ${version}`
      }; asynclab needs PostgreSQL ${oldestMajor} or later`,
    );
  }
  return { home: dirname(bin), version };
}

/**
 * Follows links to the folder of the real initdb: the other programs are next to it, and its
 * libraries are found from there.
 */
export function realBin(folder: string): string | null {
  if (!isProgram(join(folder, "initdb"))) return null;
  const bin = dirname(Deno.realPathSync(join(folder, "initdb")));
  return basename(bin) === "bin" && isProgram(join(bin, "postgres")) ? bin : null;
}

/** `18.4`; null where the program fails or says something else. */
export async function versionOf(postgres: string): Promise<string | null> {
  try {
    return /(\d+)(\.\d+)*/.exec(await runProgram(postgres, ["--version"]))?.[0] ?? null;
  } catch (error) {
    if (error instanceof ProgramError) return null;
    throw error;
  }
}
