/** The files of a run as faults treat them, through the harness's own connection to the server. */
import type { Feed, InboxFile } from "../../harness/contract/feed.ts";
import type { Choices, Variant } from "../../harness/contract/lab.ts";
import type { Database } from "../../harness/services/postgres/database.ts";
import type { FilesNamespace } from "../../harness/services/sftp/service.ts";
import { firstHalf, withOtherPoints } from "./damage.ts";
import { isManifest, largestManifest, readManifest } from "./files.ts";
import type { Format } from "./formats/format.ts";

interface Systems {
  readonly source: Database;
  readonly files: FilesNamespace;
  readonly format: Format;
}

export function feedOf(
  { files, source, format }: Systems,
  { settings = {} }: Variant,
  { transfer }: Choices,
): Feed {
  const hasManifests = [undefined, "manifest-last"].includes(settings.producer?.SEND);
  const isSelfChecked = transfer === "scp";
  const change = async (
    { name }: InboxFile,
    damage: typeof firstHalf,
  ): Promise<boolean> => {
    const bytes = await files.read(`inbox/${name}`);
    const changed = bytes && await damage(bytes, format);
    if (changed === null) return false;
    await files.write(`lost/${name}`, changed);
    await files.move(`lost/${name}`, `inbox/${name}`);
    return true;
  };
  return {
    inbox: () => hasManifests ? withManifests(files, isSelfChecked) : withoutManifests(files),
    async sizes() {
      return new Map((await files.list("inbox")).map(({ name, bytes }) => [name, bytes]));
    },
    async takeAway(file) {
      for (const name of namesOf(file)) {
        if (await files.stat(`inbox/${name}`) !== null) {
          await files.move(`inbox/${name}`, `lost/${name}`);
        }
      }
    },
    async copyAway(file) {
      for (const name of namesOf(file)) await files.copy(`inbox/${name}`, `lost/${name}`);
    },
    async putBack(file) {
      for (const name of namesOf(file)) {
        if (await files.stat(`lost/${name}`) === null) continue;
        if (await files.stat(`inbox/${name}`) !== null) return false;
        await files.files.rename(`lost/${name}`, `inbox/${name}`);
      }
      return true;
    },
    async forget(file) {
      for (const name of namesOf(file)) {
        if (await files.stat(`lost/${name}`) !== null) await files.remove(`lost/${name}`);
      }
    },
    truncate: (file) => change(file, firstHalf),
    corrupt: (file) => change(file, withOtherPoints),
    async fired() {
      const [{ days }] = await source<[{ days: bigint }]>`
        select count(distinct feed_date) as days from feed_runs`;
      return Number(days);
    },
  };
}

/** The manifest comes last: without it there is no file. */
const namesOf = ({ name, manifest }: InboxFile): string[] =>
  manifest === null ? [name] : [name, manifest];

async function withManifests(files: FilesNamespace, isSelfChecked: boolean): Promise<InboxFile[]> {
  const entries = await files.list("inbox");
  const names = new Set(entries.map(({ name }) => name));
  const found: InboxFile[] = [];
  for (const { name, bytes } of entries) {
    if (!isManifest(name) || bytes > largestManifest) continue;
    const content = await files.read(`inbox/${name}`);
    const manifest = content && readManifest(new TextDecoder().decode(content), isSelfChecked);
    if (manifest && names.has(manifest.file)) found.push({ name: manifest.file, manifest: name });
  }
  return found;
}

async function withoutManifests(files: FilesNamespace): Promise<InboxFile[]> {
  const names = (await files.list("inbox")).map(({ name }) => name);
  return names.filter((name) => !isManifest(name) && !name.endsWith(".part"))
    .map((name) => ({ name, manifest: null }));
}
