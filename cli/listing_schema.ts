// deno-lint-ignore-file tidy/words -- the fields of the JSON keep their names
/** The form of `list --json`. */
import { z } from "zod";

const names = z.array(z.string()).readonly();
const namesByName = z.record(z.string(), names);

const choice = z.strictObject({
  name: z.string(),
  summary: z.string(),
  values: names.optional().describe("Missing where any text of the right form is a word."),
  usual: z.string(),
});

const variant = z.strictObject({
  name: z.string(),
  summary: z.string(),
  sound: z.boolean(),
  promises: names,
  survives: names.describe("The faults under which every promise is made."),
  except: namesByName.describe("The faults under which a promise does not hold, by promise."),
  haltsUnder: names.describe(
    "Faults after which a role of the variant may halt; the rest of the run is still judged.",
  ),
  breaks: z.string().nullable().describe("The promise that a twin is known to break; else null."),
  imitates: z.string().nullable().describe(
    "Of a twin: the sound variant that it copies but for its mistake; else null.",
  ),
  shownAt: z.string().nullable().describe(
    "Of a twin: the code of its mistake, by its file in the lab's folder: `relay.ts#markThenSend`.",
  ),
  insteadOf: z.string().nullable().describe(
    "Of a twin: the sound code in its place; null where another branch of the same code is.",
  ),
  worstCase: z.string().describe("The meaning of `--chaos worst-case`."),
  telling: z.string().describe("The old name of worstCase, with the same value."),
  choices: namesByName.optional().describe("The only words that it has for some choices."),
  withoutChoices: names.optional().describe("The choices of the lab that it does not have."),
  brokers: names.optional().describe("The brokers of this variant, where the lab has several."),
});

const lab = z.strictObject({
  name: z.string(),
  summary: z.string(),
  brokers: names.optional().describe(
    "Values of --broker, where there is a choice; services and promises are those of the first.",
  ),
  services: names,
  roles: names,
  faults: names.describe("Names of the faults that the lab can have on some broker."),
  failpoints: namesByName.describe("By role."),
  choices: z.array(choice).optional().describe("Options of the lab's own: `--format csv`."),
  faultPoints: namesByName.describe("The old name of failpoints, with the same value."),
  variants: z.array(variant),
});

const fault = z.strictObject({
  name: z.string(),
  summary: z.string(),
  verb: z.string().describe("What the fault does: `kill`."),
  targets: names,
  aliases: names.describe("Other names of the fault."),
});

export const listingSchema = z.strictObject({
  schema: z.literal(1),
  labs: z.array(lab),
  faults: z.array(fault),
});

export type Listing = z.infer<typeof listingSchema>;
