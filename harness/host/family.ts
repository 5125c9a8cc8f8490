/**
 * All processes that one command started, handled as one: children, other process groups and
 * sessions. If the system allows a process namespace, daemons that left their parents, session and
 * environment are included too.
 */
import { readlinkSync } from "node:fs";
import type { Reach } from "../contract/lab.ts";
import { runProgram, which } from "./programs.ts";
import {
  type Process,
  processOf,
  processTable,
  type Root,
  withDescendants,
} from "./process_table.ts";
import { type Child, isAlive, isMarked } from "./process.ts";

/** A pid alone may belong to another process by now. */
type Known = Pick<Child, "pid" | "startTime">;

export interface Family {
  readonly reach: Reach;
  /** The live processes, parents first; without the keeper, which only waits for its namespace. */
  members(): Process[];
}

const namespace = ["--pid", "--fork", "--kill-child"];
/** The first choice gives a program its own `/proc`; the last one needs no special rights. */
const choices = [
  [...namespace, "--mount-proc"],
  namespace,
  ["--user", "--map-current-user", ...namespace, "--mount-proc"],
];
let found: Promise<readonly string[] | null> | undefined;

/** The words that start a command in its own process namespace; null where the system allows none. */
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
 * SIGTERM it waits for all other processes, because its own end would kill them.
 */
export const firstProcess = `trap 'stopping=1' TERM
/bin/sh -c "$1"
code=$?
while [ -n "$stopping" ] && kill -0 -1 2>/dev/null; do sleep 0.02; done
exit $code`;

/**
 * The processes in the namespace that the process `keeper` made and waits for. The namespace's
 * number is read again each time: once the keeper has ended, the system may give the number to
 * another program's namespace.
 */
export function namespaceOf({ pid: keeper, startTime }: Known): Family {
  const ours = namespaceAt("/proc/self/ns/pid");
  const kept = () =>
    isAlive(keeper, startTime) ? namespaceAt(`/proc/${keeper}/ns/pid_for_children`) : null;
  return {
    reach: "process namespace",
    members() {
      const inner = kept();
      if (inner === null) return [];
      const table = processTable();
      const children = withDescendants(table, [keeper]).filter(({ pid }) => pid !== keeper);
      // Until the keeper has made its namespace, its link shows our own namespace.
      const inside = inner === ours
        ? []
        : [...table.values()].filter(({ pid }) => namespaceAt(`/proc/${pid}/ns/pid`) === inner);
      if (kept() !== inner) return [];
      return [...new Map([...children, ...inside].map((one) => [one.pid, one])).values()];
    },
  };
}

function namespaceAt(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null; // it has ended, or belongs to another user
  }
}

/** A process that starts no other one, like each role of ours: it is the only member. */
export function alone({ pid, startTime }: Known): Family {
  return {
    reach: "process tree",
    members() {
      const one = processOf(pid);
      return one === null || (startTime !== null && one.startTime !== startTime) ? [] : [one];
    },
  };
}

/**
 * The process `root` and its descendants. A process that left its parents is found if it was seen as
 * a descendant before, or if its environment has `sign` (`NAME=value`).
 */
export function treeOfCommand(root: Known, sign: string | null): Family {
  const known = new Map<number, string>();
  return {
    reach: "process tree",
    members() {
      const table = processTable();
      const leftover = [...table.values()].filter(({ pid, startTime }) =>
        known.get(pid) === startTime || (sign !== null && isMarked(pid, sign))
      );
      const roots = isAlive(root.pid, root.startTime) ? [root.pid] : [];
      const all = withDescendants(table, [...roots, ...leftover.map(({ pid }) => pid)]);
      for (const { pid, startTime } of all) known.set(pid, startTime);
      return all;
    },
  };
}

/** The process `root` and its descendants. None once `root` has ended: a server ends as a whole. */
export function treeOfServer(root: Root): Family {
  return {
    reach: "process tree",
    members() {
      const table = processTable();
      const lives = table.get(root.pid)?.startTime === root.startTime;
      return lives ? withDescendants(table, [root.pid]) : [];
    },
  };
}
