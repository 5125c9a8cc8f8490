/** The options that shape a run: on the command line, and in the worst case that a variant names. */
import { Command } from "commander";
import { type FaultSpec, faultText, parseFaults } from "../harness/faults/fault_spec.ts";
import { parsePoints, type PointSpec } from "../harness/faults/point_spec.ts";
import { foldAt } from "./fold_at.ts";
import { duration, positive, share, whole } from "./words.ts";

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
}

export function addRunOptions(command: Command): Command {
  return command
    .option(
      "--chaos <faults>",
      "faults, joined by commas: kill-broker, or kill-broker at relay:after-read@3; " +
        "or 'worst-case': what the variant names",
    )
    .option("--at <time>", "when the faults begin (default: drawn from the seed)", duration("--at"))
    .option("--for <time>", "how long each lasts (default: drawn from the seed)", duration("--for"))
    .option("--times <n>", "how often each fault strikes", whole("--times", 1, 100))
    .option("--crash <point...>", "kill a role at a failpoint: relay:after-mark@3, or @op=17")
    .option("--fail <point...>", "make a failpoint throw: relay:before-send@1")
    .option(
      "--hold <point...>",
      "hold a role: login:before-commit@5 until relay:after-mark, or =500ms",
    )
    .option("--brief", "load and faults as short as still tests something (100 logins a second)")
    .option("--rate <n>", "planned logins a second (default: 200)", positive("--rate"))
    .option("--duration <time>", "how long the load lasts (default: 5s)", duration("--duration"))
    .option(
      "--messages <n>",
      "number of logins, in place of --duration",
      whole("--messages", 1, 1e7),
    )
    .option("--users <n>", "number of users (default: 100)", whole("--users", 1, 1e6))
    .option(
      "--rollbacks <share>",
      "share of logins the business rolls back (default: 5%)",
      share("--rollbacks"),
    )
    .option(
      "--in-flight <n>",
      "limit of logins in flight (default: 256)",
      whole("--in-flight", 1, 10_000),
    )
    .option(
      "--timeout <time>",
      "a login without an answer by then has an unknown outcome (default: 5s)",
      duration("--timeout"),
    );
}

/** The worst case that a variant names, read as if it had been typed. */
export function readTelling(words: string): RunWords {
  const command = addRunOptions(new Command("worst-case").exitOverride());
  return command.parse(foldAt(words.split(" ")), { from: "user" }).opts<RunWords>();
}

const worstCaseWords = ["worst-case", "telling"];
export const isWorstCase = (item: string): boolean => worstCaseWords.includes(item.trim());

/** True where the words stand for the worst case that a variant names. */
export const asksForWorstCase = ({ chaos }: RunWords): boolean =>
  chaos?.split(",").some(isWorstCase) ?? false;

/** A failpoint that was left out, and the role that it is in. */
export interface LeftOut {
  readonly role: string;
  /** As it would have been typed. */
  readonly text: string;
}

/** The same without failpoints in these roles. */
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

/** The faults that begin at failpoints of these roles begin at a time instead; `moved` are those. */
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

/** The words of `--chaos`; none where there is no fault. */
export const chaosOf = (specs: readonly FaultSpec[]): string | undefined =>
  specs.length === 0 ? undefined : specs.map(faultText).join(",");

/** `typed` wins over `telling`; failpoints add up, and the word `worst-case` stands for its faults. */
export function withTelling(typed: RunWords, telling: RunWords): RunWords {
  const chaos = typed.chaos!.split(",").flatMap((item) =>
    isWorstCase(item) ? telling.chaos ?? [] : [item]
  );
  return {
    ...telling,
    ...typed,
    chaos: chaos.join(",") || undefined,
    crash: [...telling.crash ?? [], ...typed.crash ?? []],
    fail: [...telling.fail ?? [], ...typed.fail ?? []],
    hold: [...telling.hold ?? [], ...typed.hold ?? []],
  };
}

export const pointsOf = ({ crash = [], fail = [], hold = [] }: RunWords): PointSpec[] => [
  ...parsePoints("crash", crash),
  ...parsePoints("fail", fail),
  ...parsePoints("hold", hold),
];
