/** The values of the options that shape a run. */
import type { Choices } from "../contract/choice.ts";
import { type FaultSpec, faultText, parseFaults } from "../faults/fault_spec.ts";
import { parsePoints, type PointSpec } from "../faults/failpoint_spec.ts";

export interface RunWords {
  chaos?: string;
  at?: number;
  for?: number;
  times?: number;
  crash?: string[];
  fail?: string[];
  hold?: string[];
  rate?: number;
  duration?: number;
  messages?: number;
  users?: number;
  rollbacks?: number;
  inFlight?: number;
  timeout?: number;
  brief?: boolean;
  choices?: Choices;
}

const worstCaseWords = ["worst-case", "telling"];
export const isWorstCase = (item: string): boolean => worstCaseWords.includes(item.trim());

/** True where the words include the variant's worst case. */
export const asksForWorstCase = ({ chaos }: RunWords): boolean =>
  chaos?.split(",").some(isWorstCase) ?? false;

/** A failpoint that was left out, and its role. */
export interface LeftOut {
  readonly role: string;
  /** The failpoint's text as it would be typed. */
  readonly text: string;
}

/** Removes the failpoints in these roles. */
export function withoutPointsOf(
  roles: readonly string[],
  words: RunWords,
): { words: RunWords; left: LeftOut[] } {
  const left: LeftOut[] = [];
  const kept = (action: PointSpec["action"]) =>
    parsePoints(action, words[action] ?? []).flatMap((spec) => {
      const role = namedIn(spec).find((name) => roles.includes(name));
      if (role === undefined) return [spec.text];
      left.push({ role, text: `--${action} ${spec.text}` });
      return [];
    });
  const [crash, fail, hold] = [kept("crash"), kept("fail"), kept("hold")];
  return { words: { ...words, crash, fail, hold }, left };
}

const namedIn = ({ at, until }: PointSpec): string[] => [
  at.role,
  ...(until === null ? [] : [until.at.role]),
];

/** Faults that begin at failpoints of these roles begin at a time instead; `moved` lists them. */
export function withoutPassesOf(
  roles: readonly string[],
  specs: readonly FaultSpec[],
): { specs: FaultSpec[]; moved: FaultSpec[] } {
  const isIn = ({ pass }: FaultSpec) => pass !== undefined && roles.includes(pass.at.role);
  return {
    specs: specs.map((spec) => isIn(spec) ? { ...spec, pass: undefined } : spec),
    moved: specs.filter(isIn),
  };
}

export const faultsOf = ({ chaos }: RunWords): FaultSpec[] =>
  chaos === undefined ? [] : parseFaults(chaos);

/** The value of `--chaos`; undefined where there is no fault. */
export const chaosOf = (specs: readonly FaultSpec[]): string | undefined =>
  specs.length === 0 ? undefined : specs.map(faultText).join(",");

/** `typed` wins over `worst`; failpoints add up, and the faults of `worst` replace the word `worst-case`. */
export function withWorst(typed: RunWords, worst: RunWords): RunWords {
  const chaos = typed.chaos!.split(",").flatMap((item) =>
    isWorstCase(item) ? worst.chaos ?? [] : [item]
  );
  return {
    ...worst,
    ...typed,
    chaos: chaos.join(",") || undefined,
    crash: [...worst.crash ?? [], ...typed.crash ?? []],
    fail: [...worst.fail ?? [], ...typed.fail ?? []],
    hold: [...worst.hold ?? [], ...typed.hold ?? []],
    choices: { ...worst.choices, ...typed.choices },
  };
}

export const pointsOf = ({ crash = [], fail = [], hold = [] }: RunWords): PointSpec[] => [
  ...parsePoints("crash", crash),
  ...parsePoints("fail", fail),
  ...parsePoints("hold", hold),
];
