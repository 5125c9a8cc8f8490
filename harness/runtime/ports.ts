/**
 * Host ports. They are chosen before a container exists: a port that docker draws changes when the
 * container is started again.
 */
import { unavailable, wrongUsage } from "../errors.ts";

/**
 * Below the range that most systems draw client ports from (32768 on Linux): while a killed server
 * is away, nobody else is given its port by chance.
 */
const firstPort = 20_000;
const lastPort = 32_000;
const taken = new Set<number>();

export interface PortPicker {
  next(): number;
}

/** Consecutive ports from `portBase`, or free ones drawn at random where it is missing. */
export function portPicker(portBase?: number): PortPicker {
  return portBase === undefined ? { next: freePort } : consecutive(portBase);
}

/** A port that nobody listens on; never the same one twice in a process. */
export function freePort(): number {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
    if (taken.has(port) || !isFree(port)) continue;
    taken.add(port);
    return port;
  }
  throw unavailable(
    `no free port was found between ${firstPort} and ${lastPort}: end what uses them`,
  );
}

/** Ports that somebody will listen on: from now on they are not drawn in this process. */
export function reserve(ports: Iterable<number>): void {
  for (const port of ports) taken.add(port);
}

function consecutive(portBase: number): PortPicker {
  if (!Number.isInteger(portBase) || portBase < 1024 || portBase > 65_000) {
    throw wrongUsage(`the first port must be between 1024 and 65000: it is ${portBase}`);
  }
  let port = portBase;
  return {
    next() {
      if (isFree(port)) return port++;
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
