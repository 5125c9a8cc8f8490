/** Why an operation was applied after a later one of its key: which of the two came first where. */
import type { Written } from "../../history/case.ts";
import type { Draft, Finding, Rule } from "./draft.ts";
import { loadOf } from "./feed.ts";
import { placeOf } from "./passed.ts";
import { type Path, sameRole } from "./path.ts";

/** The later operation of the key that was applied first. */
interface Overtaker {
  readonly op: number;
  readonly events: readonly Written[];
  readonly effect: Written;
}

export function overtakerOf(path: Path): Overtaker | null {
  const own = path.first("effect");
  if (own === undefined || typeof own.seq !== "number" || typeof own.n !== "number") return null;
  const all = path.others().flatMap(({ op, events }): Overtaker[] => {
    const effect = events.find(({ kind, key, target, seq, n }) =>
      kind === "effect" && key === own.key && target === own.target &&
      (seq as number) > (own.seq as number) && (n as number) < (own.n as number)
    );
    return effect === undefined ? [] : [{ op, events, effect }];
  });
  return all.toSorted((a, b) => (a.effect.n as number) - (b.effect.n as number))[0] ?? null;
}

export const orderRules: readonly Rule[] = [byLoad, atSend, afterReturn];

const kindOf = ({ events }: Overtaker, kind: string) => events.find((one) => one.kind === kind);

function draftsOf(overtaker: Overtaker, kinds: readonly string[]): Draft[] {
  const other = { op: overtaker.op, place: placeOf(overtaker.events) };
  const { effect } = overtaker;
  return [
    ...kinds.flatMap((kind): Draft[] => {
      const event = kindOf(overtaker, kind);
      if (event === undefined) return [];
      if (kind === "commit") return [{ event, fact: { code: "other-committed", ...other } }];
      if (kind === "stored") return [{ event, fact: { code: "other-stored", ...other } }];
      if (kind === "marked") return [{ event, fact: { code: "other-marked", ...other } }];
      const role = String(event.role);
      return [{ event, fact: { code: "other-sent", ...other, role, times: 1 } }];
    }),
    { event: effect, fact: { code: "other-applied", ...other, target: String(effect.target) } },
  ];
}

/** The later operation came with an earlier file of a feed. */
function byLoad(path: Path): Finding | null {
  const overtaker = overtakerOf(path);
  const own = path.first("effect");
  if (overtaker === null || own === undefined) return null;
  const [first, second] = [loadOf(path, overtaker.effect), loadOf(path, own)];
  if (first === null || second === null || first.event === second.event) return null;
  return {
    mistake: { code: "overtaken-by-load", other: overtaker.op },
    proof: [path.committed, own],
    adds: [first.draft, second.draft, ...draftsOf(overtaker, ["commit"])],
  };
}

/** The later one was sent first. */
function atSend(path: Path): Finding | null {
  const overtaker = overtakerOf(path);
  const appliedMs = path.first("effect")?.at ?? Infinity;
  const own = path.all("send").findLast(({ at }) => at !== null && at <= appliedMs);
  const other = overtaker === null ? undefined : kindOf(overtaker, "send");
  if (overtaker === null || own?.at == null || other?.at == null || other.at >= own.at) return null;
  const { op } = overtaker;
  const role = String(other.role);
  const isOther = role !== String(own.role) && sameRole(role, String(own.role));
  const early = path.faults.filter(({ beginMs }) => beginMs <= own.at!).filter(({ name }) =>
    ["fail", "hold"].includes(name)
  ).at(-1);
  return {
    mistake: isOther
      ? { code: "overtaken-by-other-sender", other: op, role }
      : { code: "overtaken-at-send", other: op },
    proof: [path.committed, own, path.first("effect"), early?.event],
    adds: draftsOf(overtaker, ["commit", "send", "marked"]),
  };
}

/** It was delivered first, and came back; the later one was applied in between. */
function afterReturn(path: Path): Finding | null {
  const overtaker = overtakerOf(path);
  const delivers = path.all("deliver");
  if (overtaker === null || delivers.length < 2) return null;
  const { at } = overtaker.effect;
  const isBetween = at !== null && delivers[0].at! <= at && at <= delivers.at(-1)!.at!;
  if (!isBetween) return null;
  return {
    mistake: { code: "overtaken-after-return", other: overtaker.op },
    proof: [
      delivers[0],
      path.faultAt(delivers[0].at, String(delivers[0].role))?.event,
      delivers.at(-1),
      path.first("effect"),
    ],
    adds: draftsOf(overtaker, []),
  };
}

/** The two effects, for where no rule finds which of the two was sent first. */
export function overtaking(path: Path): Draft[] {
  const overtaker = overtakerOf(path);
  return overtaker === null ? [] : draftsOf(overtaker, ["commit"]);
}
