/**
 * Host ports. They are chosen before a container exists: a port that docker draws changes when the
 * container is started again.
 */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { unavailable, wrongUsage } from "../errors.ts";
import { cacheDir, uncached } from "./cache.ts";

/**
 * Below the range that most systems draw client ports from (32768 on Linux): while a killed server
 * is away, nobody is given its port by chance; and no other run, for it stands in the cache folder
 * whose the port is.
 */
const firstPort = 20_000;
const lastPort = 32_000;
/** So old, a port is that of a run whose end nobody saw. */
const forgottenMs = 86_400_000;

export interface PortPicker {
  next(): number;
}

/** Consecutive ports from `portBase`, or free ones drawn at random for this run where it is missing. */
export function portPicker(run: string, portBase?: number): PortPicker {
  return portBase === undefined ? { next: () => freePort(run) } : consecutive(run, portBase);
}

/** A port that nobody listens on; the run's own until `releasePorts`, over all processes with this cache folder. */
export function freePort(run: string): number {
  const dir = portsDir();
  for (let attempt = 0; attempt < 1000; attempt++) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
    if (isFree(port) && take(join(dir, String(port)), run)) return port;
  }
  throw unavailable(
    `no free port was found between ${firstPort} and ${lastPort}: end what uses them`,
  );
}

/** The run needs its ports no more. Does nothing where it has none. */
export function releasePorts(run: string): void {
  for (const path of portsOf(run)) rmSync(path, { force: true });
}

/** The run goes on using its ports: it is not one whose end nobody saw. */
export function renewPorts(run: string): void {
  const now = new Date();
  for (const path of portsOf(run)) {
    try {
      utimesSync(path, now, now);
    } catch { /* somebody has just taken it for forgotten */ }
  }
}

/** The files in which the run's ports are written down. */
function portsOf(run: string): string[] {
  const dir = portsDir();
  return readdirSync(dir).map((name) => join(dir, name)).filter((path) => ownerOf(path) === run);
}

function portsDir(): string {
  const dir = join(cacheDir(), "ports");
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw uncached(error);
  }
  return dir;
}

/** False where it is another's. */
function take(path: string, run: string): boolean {
  try {
    writeFileSync(path, run, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    removeForgotten(path);
    return false;
  }
}

function removeForgotten(path: string): void {
  const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
  if (Date.now() - since > forgottenMs) rmSync(path, { force: true });
}

function ownerOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function consecutive(run: string, portBase: number): PortPicker {
  if (!Number.isInteger(portBase) || portBase < 1024 || portBase > 65_000) {
    throw wrongUsage(`the first port must be between 1024 and 65000: it is ${portBase}`);
  }
  let port = portBase;
  return {
    next() {
      if (isFree(port)) {
        // Whoever says which ports gets them; that others do not draw them stands there all the same.
        writeFileSync(join(portsDir(), String(port)), run);
        return port++;
      }
      throw unavailable(
        `port ${port} of 127.0.0.1 is in use: end what listens there, or choose another first port than ${portBase}`,
      );
    },
  };
}

export function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}
