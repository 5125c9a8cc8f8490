/** Finds the lab, variant and broker that words name. */
import { wrongUsage } from "../harness/errors.ts";
import { editionsOf, type Lab, titleOf } from "../harness/contract/lab.ts";
import { labs } from "../labs/mod.ts";
import { known } from "../harness/plan/known.ts";

/** Finds `outbox` or `outbox/last-id` on this broker, or else on the lab's first broker. */
export function findLab(word: string, broker?: string): { lab: Lab; variant: string } {
  const [labName, variantName, ...rest] = word.split("/");
  if (rest.length > 0) {
    throw wrongUsage(`'${word}' has too many parts; it must be LAB or LAB/VARIANT`);
  }
  mustBeNoVariant(labName);
  const name = known("lab", labName, labs.map((lab) => lab.name));
  const lab = edition(labs.find((lab) => lab.name === name)!, broker);
  const variants = Object.keys(lab.variants);
  if (variantName === undefined) return { lab, variant: variants[0] };
  const elsewhere = allEditions(lab.name).filter((one) => variantName in one.variants);
  // A lab that needs no broker may have a variant that exists only in its edition with a broker.
  if (broker === undefined && lab.broker === undefined && elsewhere.length === 1) {
    return { lab: elsewhere[0], variant: variantName };
  }
  if (!variants.includes(variantName) && elsewhere.length > 0) {
    const [named, plain] = [
      elsewhere.filter((one) => one.broker),
      elsewhere.some((one) => !one.broker),
    ];
    const words = named.map(({ broker }) => `add --broker ${broker}`);
    const advice = [...words, ...(plain ? ["leave out --broker"] : [])].join(" or ");
    throw wrongUsage(`${titleOf(lab)} has no variant '${variantName}'; ${advice}`);
  }
  const where = broker === undefined ? name : titleOf(lab);
  const all = broker === undefined ? allEditions(lab.name).flatMap(namesOf) : variants;
  return { lab, variant: known(`variant of ${where}`, variantName, [...new Set(all)]) };
}

/** `run last-id`: the lab was left out. @throws Refusal (64) */
function mustBeNoVariant(word: string): void {
  if (labs.some(({ name }) => name === word)) return;
  const meant = labs.filter(({ name }) => allEditions(name).some((one) => word in one.variants))
    .map(({ name }) => `'${name}/${word}'`);
  if (meant.length === 0) return;
  throw wrongUsage(`There is no lab '${word}'; it is a variant: say ${meant.join(" or ")}`);
}

const namesOf = ({ variants }: Lab): string[] => Object.keys(variants);

const allEditions = (name: string): readonly Lab[] =>
  editionsOf(labs.find((lab) => lab.name === name)!);

/** `--cluster` is Kafka with three brokers. */
export function brokerOf(
  { broker, cluster }: { broker?: string; cluster?: boolean },
): string | undefined {
  if (!cluster) return broker;
  if (broker === undefined || broker.startsWith("kafka")) return "kafka-cluster";
  throw wrongUsage(`--cluster needs Kafka, but --broker is '${broker}'; leave one of them out`);
}

function edition(lab: Lab, broker: string | undefined): Lab {
  if (broker === undefined) return lab;
  const { name, editions } = lab;
  if (editions === undefined) {
    throw wrongUsage(`${name} has no brokers to choose from; leave out --broker and --cluster`);
  }
  const word = known(`broker of ${name}`, broker, editions.flatMap(({ broker }) => broker ?? []));
  return editionsOf(lab).find((one) => one.broker === word)!;
}

/** The style on `broker`, where its lab has brokers. @throws Refusal (64) */
export function findStyle(word: string, broker: string | undefined): ReturnType<typeof findLab> {
  const [name] = word.split("/");
  const hasBrokers = labs.find((lab) => lab.name === name)?.broker !== undefined;
  return findLab(word, hasBrokers ? broker : undefined);
}
