/** Parses the words of `--chaos`. */
import { wrongUsage } from "../errors.ts";
import { parsePass, type Pass } from "./failpoint_spec.ts";

/** A requested fault. */
export interface FaultSpec {
  readonly name: string;
  /** The one target to which the fault is narrowed. */
  readonly aim?: string;
  /** The pass at which the fault begins. Without it, the fault begins at a time. */
  readonly pass?: Pass;
}

/**
 * Reads `kill-target at relay:after-read@3,partition-network:relay-broker`. It does not check
 * whether the fault, aim or failpoint exists.
 *
 * @throws Refusal (64) where it cannot be read
 */
export function parseFaults(words: string): FaultSpec[] {
  return words.split(",").map((item) => {
    const [head = "", at, reference, ...more] = item.trim().split(/\s+/);
    const [name, ...aim] = head.split(":");
    if (name === "") {
      throw wrongUsage("--chaos has an empty name; say faults joined by single commas");
    }
    const spec = { name, ...(aim.length > 0 && { aim: aim.join(":") }) };
    if (at === undefined) return spec;
    const pass = at === "at" && more.length === 0 ? parsePass(reference ?? "") : null;
    if (pass === null) throw wrong(item.trim());
    return { ...spec, pass };
  });
}

/** The text of a fault, as it would be typed. */
export function faultText({ name, aim, pass }: FaultSpec): string {
  const head = aim === undefined ? name : `${name}:${aim}`;
  return pass === undefined ? head : `${head} at ${pass.text}`;
}

const wrong = (item: string) =>
  wrongUsage(
    `--chaos cannot be '${item}'; it must be FAULT[:AIM] [at ROLE:POINT[@N|@op=OP]], ` +
      "like --chaos kill-target at relay:after-read@3",
  );
