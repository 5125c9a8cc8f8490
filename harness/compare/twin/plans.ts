/** The plan of a twin, and the same plan for the sound variant that it imitates. */
import { faultsIn } from "../../faults/catalogue.ts";
import type { PointRef, PointSpec } from "../../faults/failpoint_spec.ts";
import { aimsIn } from "../../plan/aims.ts";
import type { Episode } from "../../faults/episode.ts";
import type { ChaosOptions, RunPlan } from "../../plan/plan.ts";
import type { Lab } from "../../contract/lab.ts";
import { processesOf } from "../../contract/processes.ts";

/** `--crash relay:after-mark@1`. */
const spelling = ({ action, text }: PointSpec): string => `--${action} ${text}`;

export interface SamePlan {
  readonly plan: RunPlan;
  /** What the variant cannot have, one clause each. */
  readonly leftOut: readonly string[];
}

/**
 * The same load, seed, faults and failpoints for another variant of the lab. A fault or failpoint that
 * the variant cannot have is left out.
 */
export function samePlan(lab: Lab, variant: string, run: string, of: RunPlan): SamePlan {
  const episodes = sift(of.episodes, (one) => whyNoFault(lab, variant, one));
  const names = new Set(episodes.kept.map(({ name }) => name));
  const points = sift(
    of.points,
    (one) =>
      whyNoPoint(lab, variant, one) ??
        (one.during === null || names.has(one.during) ? null : `it has no ${one.during}`),
  );
  return planOf({ ...of, run, variant }, episodes, points);
}

interface Sifted<T> {
  readonly kept: readonly T[];
  readonly left: readonly { readonly one: T; readonly why: string }[];
}

function planOf(
  { asked, ...plan }: RunPlan,
  episodes: Sifted<Episode>,
  points: Sifted<PointSpec>,
): SamePlan {
  return {
    plan: {
      ...plan,
      episodes: episodes.kept,
      points: points.kept,
      ...(asked !== undefined && episodes.kept.length > 0 && { asked: askedFor(asked, episodes) }),
    },
    leftOut: [
      ...episodes.left.map(({ one, why }) => `${episodeText(one)}, because ${why}`),
      ...points.left.map(({ one, why }) => `${spelling(one)}, because ${why}`),
    ],
  };
}

/** The options that ask for the episodes that are left. */
function askedFor(asked: ChaosOptions, { kept, left }: Sifted<Episode>): ChaosOptions {
  return left.length === 0 ? asked : { ...asked, chaos: kept.map(chaosText).join(",") };
}

const chaosText = ({ name, aim, pass }: Episode): string =>
  name + (aim === undefined ? "" : `:${aim}`) + (pass === undefined ? "" : ` at ${pass.text}`);

const episodeText = (episode: Episode): string => `--chaos ${chaosText(episode)}`;

/**
 * The plan without the faults of these ids: `f1` is an episode, `p1` the first failpoint.
 *
 * @param why by id, one clause
 */
export function withoutFaults(plan: RunPlan, why: ReadonlyMap<string, string>): SamePlan {
  const idOf = (point: PointSpec) => `p${plan.points.indexOf(point) + 1}`;
  const episodes = sift(plan.episodes, ({ id }) => why.get(id) ?? null);
  const points = sift(plan.points, (point) => why.get(idOf(point)) ?? null);
  return planOf(plan, episodes, points);
}

function sift<T>(all: readonly T[], whyNot: (one: T) => string | null): Sifted<T> {
  const judged = all.map((one) => ({ one, why: whyNot(one) }));
  return {
    kept: judged.filter(({ why }) => why === null).map(({ one }) => one),
    left: judged.flatMap(({ one, why }) => why === null ? [] : [{ one, why }]),
  };
}

function whyNoFault(lab: Lab, variant: string, { name, aim, pass }: Episode): string | null {
  if (!faultsIn(lab, variant).some((fault) => fault.name === name)) return `it has no ${name}`;
  if (aim !== undefined && !aimsIn(lab, variant).includes(aim)) return `it has no ${aim}`;
  return pass === undefined ? null : whyNoProcess(lab, variant, pass.at);
}

function whyNoPoint(lab: Lab, variant: string, { at, until }: PointSpec): string | null {
  return whyNoProcess(lab, variant, at) ??
    (until === null ? null : whyNoProcess(lab, variant, until.at));
}

function whyNoProcess(lab: Lab, variant: string, { role, instance }: PointRef): string | null {
  const count = processesOf(lab, variant).filter((one) => one.role === role).length;
  return count >= (instance ?? 1) ? null : `it has no ${role}#${instance ?? 1}`;
}
