/**
 * Host ports. They are chosen before a container exists: a port that docker chooses changes when
 * the container restarts.
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
 * Below the range from which most systems draw client ports (32768 up on Linux), so no client gets
 * the port of a killed server by chance. No other run gets it either: a file in the cache folder
 * names the owner of each port.
 */
const firstPort = 20_000;
const lastPort = 32_000;
/** A port entry of this age belongs to a run whose end was never recorded. */
const forgottenMs = 86_400_000;

export interface PortPicker {
  next(): number;
}

/** Consecutive ports from `portBase`; without it, free ports drawn at random for this run. */
export function portPicker(run: string, portBase?: number): PortPicker {
  return portBase === undefined ? { next: () => freePort(run) } : consecutive(run, portBase);
}

/**
 * Draws a port on which nothing listens. No other run with this cache folder gets it before
 * `releasePorts`.
 */
export function freePort(run: string): number {
  const dir = portsDir();
  for (let attempt = 0; attempt < 1000; attempt++) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
    if (isFree(port) && take(join(dir, String(port)), run)) return port;
  }
  throw unavailable(
    `No free port was found between ${firstPort} and ${lastPort}; end the programs that use them`,
  );
}

/** Releases the run's ports. Does nothing where it has none. */
export function releasePorts(run: string): void {
  for (const path of portsOf(run)) rmSync(path, { force: true });
}

/** Marks the run's ports as still in use, so that they do not count as forgotten. */
export function renewPorts(run: string): void {
  const now = new Date();
  for (const path of portsOf(run)) {
    try {
      utimesSync(path, now, now);
    } catch { /* another process has just removed it as forgotten */ }
  }
}

/** The files that record the run's ports. */
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

/** False where the port is another run's. */
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
    throw wrongUsage(`The first port cannot be '${portBase}'; it must be between 1024 and 65000`);
  }
  let port = portBase;
  return {
    next() {
      if (isFree(port)) {
        // `--port-base` is always honoured; the ports are still reserved against other runs.
        writeFileSync(join(portsDir(), String(port)), run);
        return port++;
      }
      throw unavailable(
        `Port ${port} of 127.0.0.1 is in use; end the program that listens there, or choose another first port than ${portBase}`,
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
