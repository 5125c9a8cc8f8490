/**
 * Which file server runs as a process: OpenSSH; where it can be neither found nor installed, Apache
 * MINA SSHD. `ASYNCLAB_SFTP` chooses one.
 */
import type { Fetching, Installation, Launch, LocalSetup } from "../../contract/lab.ts";
import { Refusal, unavailable } from "../../errors.ts";
import { installPackages, mayInstall } from "../../host/debian.ts";
import { findSshd, installSshd } from "./install.ts";
import { launchSshd } from "./launch.ts";
import { findMina, installMina, missingForMina } from "./mina/install.ts";
import { launchMina } from "./mina/launch.ts";
import { isMina } from "./mina/version.ts";

const name = "ASYNCLAB_SFTP";
const minaPackages = ["default-jdk-headless", "maven"];

/** The user's choice as part of a message; null where the user chose nothing. */
export function chosenServer(): string | null {
  const word = Deno.env.get(name);
  return word ? `${name} is '${word}'` : null;
}

/** @throws Refusal (69) where the word names no server */
function choice(): "openssh" | "mina" | null {
  const word = Deno.env.get(name);
  if (!word) return null;
  if (word === "openssh" || word === "mina") return word;
  throw unavailable(`${name} cannot be '${word}'; set it to openssh or mina`);
}

/** Finds a server without fetching; null where one must be fetched. */
export async function findServer(usual?: string): Promise<Installation | null> {
  const chosen = choice();
  const sshd = chosen === "mina" ? null : await findSshd(usual);
  if (sshd !== null) return because(chosenServer(), sshd);
  if (chosen === "openssh" || (chosen === null && mayInstall())) return null;
  const mina = await findMina();
  return mina === null ? null : because(chosenServer() ?? noSshd, mina);
}

const noSshd = "OpenSSH's sshd is missing";

const because = (why: string | null, found: Installation): Installation =>
  why === null ? found : { ...found, why };

/** Finds or fetches a server. */
export async function installServer(fetching: Fetching, usual?: string): Promise<Installation> {
  const found = await findServer(usual);
  if (found !== null) return found;
  const chosen = choice();
  if (chosen === "openssh") return because(chosenServer(), await installSshd(fetching, { usual }));
  if (chosen === "mina") return because(chosenServer(), await installChosenMina(fetching));
  const missing = await missingForMina();
  const note = missing === null ? "" : ` (Apache MINA SSHD in its place needs ${missing})`;
  try {
    return await installSshd(fetching, { note, usual });
  } catch (error) {
    if (!(error instanceof Refusal) || missing !== null) throw error;
    fetching.say("local: OpenSSH's sshd cannot be had here; Apache MINA SSHD takes its place");
    return because(noSshd, await installMina(fetching));
  }
}

async function installChosenMina(fetching: Fetching): Promise<Installation> {
  const missing = await missingForMina();
  if (missing !== null) {
    const why = `${chosenServer()}, and Apache MINA SSHD needs ${missing}`;
    await installPackages(minaPackages, why, fetching.say);
    if (await missingForMina() !== null) {
      throw unavailable(`${why}; set JAVA_HOME to a JDK of version 17 or later`);
    }
  }
  return await installMina(fetching);
}

export const launchServer = (setup: LocalSetup): Promise<Launch> =>
  isMina(setup.installation) ? launchMina(setup) : launchSshd(setup);
