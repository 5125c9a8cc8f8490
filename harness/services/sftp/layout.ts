/** The files in the data folder of a local file server. */
import { join } from "node:path";
import { loginFolder, names } from "./config.ts";
import { clientKeyOf, hostKeyOf } from "./keys.ts";

/** Makes the data folder, in one step: the keys, these files, and the folder where sessions begin. */
export async function layFiles(
  dataDir: string,
  password: string,
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const half = `${dataDir}.half`;
  await Deno.mkdir(half, { mode: 0o700 });
  await Deno.mkdir(join(half, loginFolder), { mode: 0o700 });
  const files = {
    [names.hostKey]: (await hostKeyOf(password)).privateText,
    [names.authorized]: `${(await clientKeyOf(password)).publicText}\n`,
    [names.requests]: "",
    ...more,
  };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(join(half, name), text, { mode: 0o600 });
  }
  await Deno.rename(half, dataDir);
}
