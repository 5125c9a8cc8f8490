/** Checks that every failpoint in a plan is one that a role of the run can pass. */
import { wrongUsage } from "../errors.ts";
import { faultsIn } from "../faults/catalogue.ts";
import {
  nameOfPoint,
  type PointRef,
  type PointSpec,
  type Which,
} from "../faults/failpoint_spec.ts";
import type { Lab } from "../contract/lab.ts";
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
  known(`role in ${lab.name}`, role, Object.keys(lab.roles));
  if (role in commands) {
    const advice = instead === "" ? "Leave --role out" : `${instead}, or leave --role out`;
    throw wrongUsage(`Role ${role} is a command of yours: it has no failpoints. ${advice}.`);
  }
  const points = lab.failpoints[role] ?? [];
  if (points.length === 0) {
    const others = Object.keys(lab.failpoints).join(", ");
    throw wrongUsage(`Role ${role} in ${lab.name} has no failpoints; these have: ${others}`);
  }
  known(`failpoint of ${role}`, point, points);
  const instances = processesOf(lab, variant).filter((one) => one.role === role).length;
  if (instances === 0 || (instance !== null && instance > instances)) {
    throw wrongUsage(
      `There is no ${role}#${
        instance ?? 1
      } in ${lab.name}/${variant}; it has ${instances} of ${role}`,
    );
  }
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
