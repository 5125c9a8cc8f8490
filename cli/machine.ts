/** The machine on which figures were measured. */
import { totalmem } from "node:os";

/** @param runtime who runs the servers: `local`, `docker` */
export const machine = (runtime: string) => ({
  system: `${Deno.build.os} ${Deno.build.arch}`,
  cores: navigator.hardwareConcurrency,
  memoryBytes: totalmem(),
  runtime,
});
