/**
 * The image for a template: the official one of compose.yaml where this machine has it or can pull
 * it, else one that is built here from Debian packages. ASYNCLAB_IMAGES=official|debian forces one
 * of the two.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unavailable, wrongUsage } from "../../errors.ts";
import type { Say } from "../../contract/lab.ts";
import { docker, DockerError, tryDocker } from "./cli.ts";

const folder = new URL("../../../compose/", import.meta.url);
export const composeFile = fileURLToPath(new URL("compose.yaml", folder));
const buildFile = fileURLToPath(new URL("compose.build.yaml", folder));

const pullLimitMs = 300_000;
const buildLimitMs = 900_000;

/** Official images that could not be pulled, and why: a process tries each image once. */
const unreachable = new Map<string, string>();

type Choice = "official" | "debian" | "auto";

interface Context {
  readonly run: string;
  /** Folder for the log of a failed build. */
  readonly logsDir: string;
  readonly say: Say;
  readonly signal: AbortSignal;
}

/**
 * The image of each template; it is on this machine when the promise resolves.
 *
 * @param official the official images by template. @default those of compose.yaml
 * @throws Refusal (69) where an image can be neither pulled nor built
 */
export async function provideImages(
  templates: readonly string[],
  context: Context,
  official?: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const known = official ?? await officialImages();
  const choice = choiceOf(Deno.env.get("ASYNCLAB_IMAGES"));
  const images: Record<string, string> = {};
  const toBuild: string[] = [];
  await Promise.all([...new Set(templates)].map(async (template) => {
    const image = await officialOf(template, known[template], choice, context);
    images[template] = image ?? debianTag(template, known[template]);
    if (image === null && !await isHere(images[template], context)) toBuild.push(template);
  }));
  if (toBuild.length > 0) await build(toBuild.sort(), images, context);
  return images;
}

function choiceOf(word: string | undefined): Choice {
  if (word === undefined || word === "") return "auto";
  if (word === "official" || word === "debian") return word;
  throw wrongUsage(`ASYNCLAB_IMAGES cannot be '${word}'; it must be official or debian`);
}

/** Images of compose.yaml by template. */
export async function officialImages(): Promise<Record<string, string>> {
  const { parse } = await import("yaml");
  const file = parse(Deno.readTextFileSync(composeFile), { merge: true });
  const services = Object.entries(file.services as Record<string, { image: string }>);
  return Object.fromEntries(services.map(([name, service]) => [name, service.image]));
}

/**
 * The official image if it is to be used, else null; pulls it where that is needed. In `auto` mode a
 * locally built image is preferred to a pull.
 */
async function officialOf(template: string, image: string, choice: Choice, context: Context) {
  if (choice === "debian" || isOurs(image)) return null;
  if (await isHere(image, context)) return image;
  if (choice === "auto" && await isHere(debianTag(template, image), context)) return null;
  const reason = await pull(image, context);
  if (reason === null) return image;
  if (choice === "auto") return null;
  throw unavailable(
    `Image ${image} cannot be pulled (${reason}); give this machine access to the image registry, or set ASYNCLAB_IMAGES=debian to build one here`,
  );
}

/** A kind of server without an official image: a registry may have somebody else's of that name. */
const isOurs = (image: string): boolean => image.startsWith("asynclab/");

async function isHere(image: string, { run, signal }: Context): Promise<boolean> {
  return await tryDocker(["image", "inspect", "--format", "{{.Id}}", image], { run, signal }) !==
    null;
}

/** Pulls the image. Null where that succeeded, else the reason. */
async function pull(image: string, { run, say, signal }: Context): Promise<string | null> {
  const known = unreachable.get(image);
  if (known !== undefined) return known;
  say(`docker: pulling ${image}`);
  try {
    await docker(["pull", "--quiet", image], { run, signal, timeoutMs: pullLimitMs });
    return null;
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    unreachable.set(image, error.message);
    return error.message;
  }
}

/** A tag that identifies the content: the version, and a hash of the folder from which it is built. */
export function debianTag(template: string, official: string): string {
  const version = official.split("@")[0].split(":").at(-1);
  return `asynclab/${template}:${version}-${hashOfFolder(new URL(`images/${template}/`, folder))}`;
}

function hashOfFolder(url: URL): string {
  const hash = createHash("sha256");
  for (const name of [...Deno.readDirSync(url)].map((entry) => entry.name).sort()) {
    const content = Deno.readFileSync(new URL(name, url));
    hash.update(`${name} ${content.length}\n`).update(content);
  }
  return hash.digest("hex").slice(0, 12);
}

async function build(
  templates: readonly string[],
  images: Readonly<Record<string, string>>,
  { run, logsDir, say, signal }: Context,
): Promise<void> {
  const names = templates.map((template) => images[template]).join(", ");
  say(`docker: no official image at hand; building ${names} from Debian packages, once`);
  const started = performance.now();
  const sayStep = steps(say);
  const log: string[] = [];
  const onLine = (line: string) => {
    log.push(line);
    sayStep(line);
  };
  try {
    await docker(
      // deno-fmt-ignore
      ["compose", "--ansi", "never", "--progress", "plain", "--env-file", "/dev/null",
        "--project-name", "asynclab-images", "--file", composeFile, "--file", buildFile,
        "build", ...templates],
      { run, signal, timeoutMs: buildLimitMs, env: buildEnv(templates, images), onLine },
    );
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    const path = join(logsDir, "images.log");
    await Deno.mkdir(logsDir, { recursive: true });
    await Deno.writeTextFile(path, log.join("\n") + "\n");
    throw unavailable(
      `${names} cannot be built: ${
        buildReason(log) ?? error.message
      } (log: ${path}); building needs buildx, a Debian mirror, Maven Central and the image debian:trixie-slim, pulling needs an image registry`,
      error,
    );
  }
  say(`docker: built in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

/** The first error of apt, Maven or the builder in a plain build log; null where there is none. */
export function buildReason(log: readonly string[]): string | null {
  const line = log.find((line) => /\[ERROR\]|\bE: |\bERROR\b|\b(failed|not found)\b/.test(line));
  return line?.replace(/^#\d+ ([\d.]+ )?/, "").slice(0, 300) ?? null;
}

function buildEnv(templates: readonly string[], images: Readonly<Record<string, string>>) {
  const env: Record<string, string> = { JAVA_CACERTS: trustStore(), DOCKER_BUILDKIT: "1" };
  for (const template of templates) {
    env[`ASYNCLAB_${template.toUpperCase()}_TAG`] = images[template].split(":")[1];
  }
  return env;
}

/** This machine's Java trust store, for Maven behind a network's own certificate authority. */
function trustStore(): string {
  const candidates = [Deno.env.get("JAVA_CACERTS"), "/etc/ssl/certs/java/cacerts"];
  return candidates.find((path) => path !== undefined && isFile(path)) ?? "/dev/null";
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Reports each step of a plain build log once: "kafka jars 2/3". */
function steps(say: Say): (line: string) => void {
  const said = new Set<string>();
  return (line) => {
    const step = /^#\d+ \[(\w+ .*\d+\/\d+)\] (RUN|COPY)/.exec(line)?.[1];
    if (step === undefined || said.has(step)) return;
    said.add(step);
    say(`docker: building ${step}`);
  };
}
