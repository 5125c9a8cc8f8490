/**
 * All the processes that one command became, seen and reached as one: children, other process groups
 * and sessions, and, where the system lets a command have a process namespace of its own, daemons
 * that left everything else behind.
 */
import { readlinkSync } from "node:fs";
import type { Reach } from "../lab.ts";
import { runProgram, which } from "../services/local/programs.ts";
import { type Process, processTable, withDescendants } from "./local/tree.ts";
import { isMarked } from "./process.ts";

export interface Family {
  readonly reach: Reach;
  /** Those that live, parents first; without the keeper that waits for a namespace. */
  members(): Process[];
}

const namespace = ["--pid", "--fork", "--kill-child"];
/** From what gives a program a `/proc` of its own to what needs no rights at all. */
const choices = [
  [...namespace, "--mount-proc"],
  namespace,
  ["--user", "--map-current-user", ...namespace, "--mount-proc"],
];
let found: Promise<readonly string[] | null> | undefined;

/** The words that put a command into a process namespace of its own; null where the system has none. */
export function enclosure(): Promise<readonly string[] | null> {
  return found ??= firstThatWorks();
}

async function firstThatWorks(): Promise<readonly string[] | null> {
  const unshare = which("unshare");
  if (unshare === null) return null;
  for (const flags of choices) {
    const works = runProgram(unshare, [...flags, "--", "true"]).then(() => true, () => false);
    if (await works) return [unshare, ...flags, "--"];
  }
  return null;
}

/**
 * The first process of a namespace: runs the shell line `$1` and ends with its exit code. After
 * SIGTERM it waits for all who are left, since the namespace ends with it.
 */
export const firstProcess = `trap 'stopping=1' TERM
/bin/sh -c "$1"
code=$?
while [ -n "$stopping" ] && kill -0 -1 2>/dev/null; do sleep 0.02; done
exit $code`;

/** Those in the namespace that the process `keeper` (its pid) made and waits for. */
export function namespaceOf(keeper: number): Family {
  const ours = namespaceAt("/proc/self/ns/pid");
  let inner: string | null = null;
  return {
    reach: "process namespace",
    members() {
      // Until the keeper has made one, what it shows is the namespace that we are in.
      const seen = inner ?? namespaceAt(`/proc/${keeper}/ns/pid_for_children`);
      if (seen !== null && seen !== ours) inner = seen;
      const table = processTable();
      const children = withDescendants(table, [keeper]).filter(({ pid }) => pid !== keeper);
      const inside = inner === null
        ? []
        : [...table.values()].filter(({ pid }) => namespaceAt(`/proc/${pid}/ns/pid`) === inner);
      return [...new Map([...children, ...inside].map((one) => [one.pid, one])).values()];
    },
  };
}

function namespaceAt(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null; // it has gone, or is another user's
  }
}

/**
 * The process `root` (its pid) and what descends from it. What left its parents is found where it was
 * seen as a descendant before, and where its environment carries `sign` (`NAME=value`).
 */
export function treeOfCommand(root: number, sign: string | null): Family {
  const known = new Map<number, string>();
  return {
    reach: "process tree",
    members() {
      const table = processTable();
      const strays = [...table.values()].filter(({ pid, startTime }) =>
        known.get(pid) === startTime || (sign !== null && isMarked(pid, sign))
      );
      const all = withDescendants(table, [root, ...strays.map(({ pid }) => pid)]);
      for (const { pid, startTime } of all) known.set(pid, startTime);
      return all;
    },
  };
}
