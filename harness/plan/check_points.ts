/** Checks that every failpoint in a plan is one that a role of the run can pass. */
import { wrongUsage } from "../errors.ts";
import { faultsIn } from "../faults/catalogue.ts";
import {
  nameOfPoint,
  type PointRef,
  type PointSpec,
  type Which,
} from "../faults/failpoint_spec.ts";
import { editionsOf, type Lab } from "../contract/lab.ts";
import type { RunPlan } from "./plan.ts";
import { processesOf } from "../contract/processes.ts";
import { strikeOn } from "./strike.ts";
import { known } from "./known.ts";

type Planned = Pick<RunPlan, "variant" | "workload" | "episodes" | "points" | "commands">;

/** @throws Refusal (64) naming the first failpoint that no role can pass */
export function checkPoints(lab: Lab, plan: Planned): void {
  for (const spec of plan.points) checkPoint(lab, plan, spec);
  for (const { pass } of plan.episodes) {
    if (pass === undefined) continue;
    checkRef(lab, plan, pass.at, `Leave 'at ${pass.text}' out`);
    checkWhich(lab, plan, pass.at, pass.which);
  }
}

function checkPoint(lab: Lab, plan: Planned, { at, which, until, during, text }: PointSpec): void {
  checkRef(lab, plan, at, insteadOf(lab, plan.variant, at.role));
  checkWhich(lab, plan, at, which);
  if (until !== null) {
    checkRef(lab, plan, until.at, insteadOf(lab, plan.variant, until.at.role));
    checkWhich(lab, plan, until.at, until.which);
  }
  if (during !== null && !plan.episodes.some(({ name }) => name === during)) {
    throw wrongUsage(
      `'${text}' waits for ${during}, which --chaos does not name; say --chaos ${during}`,
    );
  }
}

/** The advice for a role that a user's own command plays. */
function insteadOf(lab: Lab, variant: string, role: string): string {
  const strike = role in lab.roles ? strikeOn(lab, role, faultsIn(lab, variant)) : null;
  return strike === null ? "" : `Say --chaos ${strike}`;
}

function checkRef(
  lab: Lab,
  { variant, commands }: Planned,
  { role, instance, point }: PointRef,
  instead: string,
): void {
  if (!Object.hasOwn(lab.roles, role)) throw doesNotExist(lab, variant, role, point);
  if (role in commands) {
    const advice = instead === "" ? "Leave --role out" : `${instead}, or leave --role out`;
    throw wrongUsage(`Role ${role} is a command of yours: it has no failpoints. ${advice}.`);
  }
  const points = lab.failpoints[role] ?? [];
  if (points.length === 0) {
    const others = Object.keys(lab.failpoints).join(", ");
    throw wrongUsage(`Role ${role} in ${lab.name} has no failpoints; these have: ${others}`);
  }
  mustHave(lab, variant, role, point);
  const instances = processesOf(lab, variant).filter((one) => one.role === role).length;
  if (instances === 0) throw doesNotRun(lab, variant, role, point);
  if (instance !== null && instance > instances) {
    throw wrongUsage(
      `There is no ${role}#${instance} in ${lab.name}/${variant}; it has ${instances} of ${role}`,
    );
  }
}

/** `Role sender does not run in batch/push; say producer:after-query, or batch/api`. */
function doesNotRun(lab: Lab, variant: string, role: string, point: string) {
  const runs = (one: string, name: string) =>
    processesOf(lab, name).some((process) => process.role === one);
  const there = Object.entries(lab.failpoints).flatMap(([other, points]) =>
    points.includes(point) && runs(other, variant) ? [`${other}:${point}`] : []
  );
  const instead = [...there, ...running(editionsOf(lab), role)].join(", or ");
  return wrongUsage(`Role ${role} does not run in ${lab.name}/${variant}; say ${instead}`);
}

/** The first variants of these editions that run the role: `cdc/through-kafka`. */
function running(editions: readonly Lab[], role: string): string[] {
  const names = editions.flatMap((edition) =>
    Object.keys(edition.variants)
      .filter((name) => processesOf(edition, name).some((process) => process.role === role))
      .map((name) => `${edition.name}/${name}`)
  );
  return [...new Set(names)].slice(0, mostNamed);
}

/** The role may exist in another edition of the lab: `consumer` in `cdc/through-kafka`. */
function doesNotExist(lab: Lab, variant: string, role: string, point: string) {
  const isElsewhere = editionsOf(lab).some(({ roles }) => Object.hasOwn(roles, role));
  if (isElsewhere) return doesNotRun(lab, variant, role, point);
  return known(`role in ${lab.name}`, role, Object.keys(lab.roles));
}

/** A sentence names so many variants. */
const mostNamed = 3;

/** Refuses a failpoint that the role does not have, with the roles that have it. */
function mustHave(lab: Lab, variant: string, role: string, point: string): void {
  const points = lab.failpoints[role];
  if (points.includes(point)) return;
  const others = Object.keys(lab.failpoints).filter((other) =>
    lab.failpoints[other].includes(point) &&
    processesOf(lab, variant).some((process) => process.role === other)
  );
  if (others.length === 0) return void known(`failpoint of ${role}`, point, points);
  const named = others.map((other) => `${other}:${point}`).join(" or ");
  throw wrongUsage(
    `There is no failpoint '${point}' of ${role}; say ${named}, or one of ${role}: ` +
      points.join(", "),
  );
}

/** Refuses an operation that no pass can have: the failpoint would wait for it for ever. */
function checkWhich(lab: Lab, plan: Planned, at: PointRef, which: Which | null): void {
  if (which === null || !("op" in which)) return;
  const point = `${at.role}:${at.point}`;
  if (lab.failpointsWithoutOps?.includes(point)) {
    throw wrongUsage(
      `No operation is known at ${point}, so it cannot be @op=${which.op}; ` +
        `say which pass it is, like ${nameOfPoint(at)}@3`,
    );
  }
  const { messages } = plan.workload;
  // A burst adds operations of its own to the load.
  const isBurst = plan.episodes.some(({ name }) => name === "burst");
  if (which.op < messages || isBurst) return;
  throw wrongUsage(
    `There is no operation ${which.op} in a load of ${messages}: they are numbered from 0; ` +
      `say a number up to ${messages - 1}, or a longer load`,
  );
}
