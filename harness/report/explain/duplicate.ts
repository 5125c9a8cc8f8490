/** Why an operation has several effects in one target: rules on the order of its events. */
import type { Written } from "../../history/case.ts";
import type { Finding, Rule } from "./draft.ts";
import { loadOf, nameOfLoad } from "./feed.ts";
import { positionDraft } from "./passed.ts";
import type { Path } from "./path.ts";

export const duplicateRules: readonly Rule[] = [
  fromFiles,
  byTwo,
  copies,
  calledAgain,
  positionBehind,
  redelivered,
];

/** The first two effects in one target. */
function pairOf(path: Path): readonly [Written, Written] | null {
  const [first, second] = path.repeated ?? [];
  return first === undefined || second === undefined ? null : [first, second];
}

/** Each effect was committed together with a file of a feed. */
function fromFiles(path: Path): Finding | null {
  const pair = pairOf(path);
  if (pair === null) return null;
  const [first, second] = pair.map((effect) => loadOf(path, effect));
  if (first === null && second === null) return null;
  const adds = [first, second].flatMap((load) => load === null ? [] : [load.draft]);
  if (first !== null && second !== null && first.event !== second.event) {
    const names = { first: nameOfLoad(first), second: nameOfLoad(second) };
    const mistake = { code: "two-files-applied", ...names, sameDay: first.date === second.date };
    const exits = path.exits(null, path.committed?.at ?? -Infinity, pair[1].at ?? Infinity);
    const proof = [...pair, ...(first.date === second.date ? exits.slice(0, 1) : [])];
    return { mistake: mistake as Finding["mistake"], proof, adds };
  }
  const exits = path.exits(null, pair[0].at ?? Infinity, pair[1].at ?? -Infinity).slice(0, 1);
  const { date } = (first ?? second)!;
  return {
    mistake: { code: "file-loaded-again", date },
    proof: [...pair, ...exits],
    adds,
  };
}

/** Two processes of a role had it before its second effect. */
function byTwo(path: Path): Finding | null {
  const pair = pairOf(path);
  if (pair === null) return null;
  const before = path.all("deliver").filter(({ at }) => at !== null && at <= (pair[1].at ?? 0));
  const [first] = before;
  const second = before.find(({ role }) => role !== first.role);
  if (second === undefined) return null;
  const names = { first: String(first.role), second: String(second.role) };
  if (pair[0].at !== null && second.at! >= pair[0].at) {
    const marked = path.all("marked").find(({ at }) => at !== null && at <= second.at!);
    return {
      mistake: { code: "taken-again", ...names, wasMarked: marked !== undefined },
      proof: [first, pair[0], marked, second, pair[1]],
    };
  }
  const held = path.faultAt(second.at, names.first);
  return {
    mistake: { code: "taken-by-two", ...names },
    proof: [first, second, ...pair, held?.event],
  };
}

/** The second effect came before the second copy, or after an end of the process that had the first. */
function isFromOneCopy(path: Path, [, second]: readonly [Written, Written]): boolean {
  const stored = path.all("stored");
  if (second.at !== null && stored[1].at !== null && second.at < stored[1].at) return true;
  const [first, again] = path.all("deliver");
  if (first?.at == null || again?.at == null) return false;
  const hasMore = (path.repeated?.length ?? 0) > stored.length;
  return hasMore && path.exits(String(first.role), first.at, again.at).length > 0;
}

/** The broker has several copies. */
function copies(path: Path): Finding | null {
  const pair = pairOf(path);
  const stored = path.all("stored");
  if (pair === null || stored.length < 2 || isFromOneCopy(path, pair)) return null;
  const sends = path.all("send");
  const marking = path.faults.find(({ ops }) => ops.includes(path.op)) ??
    path.faultAt(stored[1].at);
  return {
    mistake: { code: "copies-applied", bySender: sends.length > 1 },
    proof: [...sends.slice(0, 2), ...stored.slice(0, 2), ...pair, marking?.event],
  };
}

/** The caller of a service called again, and each call had its effect. */
function calledAgain(path: Path): Finding | null {
  const pair = pairOf(path);
  const sends = path.all("send");
  if (pair === null || sends.length < 2 || path.knows("stored")) return null;
  const strike = path.faultAt(sends[0].at) ?? path.faultAt(pair[0].at);
  return {
    mistake: { code: "called-again" },
    proof: [...sends.slice(0, 2), ...pair, strike?.event],
  };
}

/** No position past its row was saved between its effect and the end of the reader. */
function positionBehind(path: Path): Finding | null {
  const pair = pairOf(path);
  const { row } = path;
  if (pair === null || row === undefined || pair[0].at === null) return null;
  const [exit] = path.exits(null, pair[0].at, pair[1].at ?? Infinity);
  if (exit === undefined) return null;
  const saved = path.run("position").filter(({ at }) => at !== null && at <= exit.at!);
  const last = saved.at(-1);
  if (
    last === undefined || path.positionsPast(row).some(({ at }) => at !== null && at <= exit.at!)
  ) {
    return null;
  }
  return {
    mistake: { code: "position-behind-effect", reader: String(last.reader) },
    proof: [...pair, exit],
    adds: [positionDraft(last)],
  };
}

function redelivered(path: Path): Finding | null {
  const pair = pairOf(path);
  if (pair === null) return null;
  const delivers = path.all("deliver").filter(({ at }) => at !== null && at <= (pair[1].at ?? 0));
  const last = delivers.at(-1);
  if (delivers.length < 2 || last === undefined) return null;
  const exit = path.exits(String(last.role), delivers[0].at!, last.at!)[0];
  return {
    mistake: {
      code: "redelivery-applied",
      afterEnd: exit === undefined ? null : String(exit.role),
    },
    proof: [delivers[0], pair[0], exit, last, pair[1]],
  };
}
