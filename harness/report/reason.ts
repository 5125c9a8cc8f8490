/** The verdict's reason in one line, as every form gives it. */
import { notPowerLoss, type Result } from "./result.ts";
import { anomalyWords } from "./clauses.ts";
import { tellable } from "./story_text.ts";
import { visible } from "./visible.ts";
import { many } from "./words/amounts.ts";

export function because(result: Result): string {
  const broken = result.promises.filter(({ verdict }) => verdict === "broken");
  if (broken.length === 1) return `${broken[0].name}: ${plain(broken[0].why)}`;
  if (broken.length > 1) {
    const [first, ...others] = broken;
    const also = others.map(({ name }) => name).join(", ");
    return `${first.name}: ${plain(first.why)} (and ${also})`;
  }
  if (result.promises.length === 0) return "no promise applies here";
  if (result.verdict === "unknown") {
    const first = result.promises.find(({ verdict }) => verdict === "unknown")!;
    const [doubt] = result.doubts;
    return doubt === undefined ? plain(first.why) : visible(doubt.why);
  }
  const under = new Set(result.faults.map(({ name }) => name));
  const through = under.size === 0 ? "without a fault" : `through ${[...under].join(", ")}`;
  const happened = Math.max(result.counts.committed, result.counts.acknowledged);
  const promises = many(result.promises.length, "promise");
  return `${promises}, ${many(happened, "operation")}, ${through}${observed(result)}${
    halted(result)
  }`;
}

/** Removes the sentence that the report gives once for all promises. */
export function plain(why: string): string {
  return why.endsWith(`; ${notPowerLoss}`) ? why.slice(0, -notPowerLoss.length - 2) : why;
}

/** Names anomalies that happened and that no promise rules out: a KEPT must not hide them. */
function observed({ anomalies }: Result): string {
  const seen = tellable.flatMap((name) => {
    const { count, standing } = anomalies[name];
    return standing === "observed" ? [`${count} ${anomalyWords[name] ?? name}`] : [];
  });
  return seen.length === 0 ? "" : `; observed, and forbidden by no promise: ${seen.join(", ")}`;
}

/** Names roles that halted, and how much is left: their unfinished work is not judged. */
function halted({ halts, anomalies }: Result): string {
  const { count } = anomalies.pending;
  const left = count === 0 || halts.length === 0 ? "" : `; ${count} of them not applied`;
  return left + halts.map(({ role, why }) => `; ${role} halted: ${why}`).join("");
}
