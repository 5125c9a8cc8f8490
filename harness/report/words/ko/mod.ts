/** The page in Korean. */
import type { Catalogue } from "../en/mod.ts";
import { anomalies } from "./anomalies.ts";
import { charts } from "./charts.ts";
import { days } from "./days.ts";
import { explanation } from "./explanation.ts";
import { faults } from "./faults.ts";
import { funnel } from "./funnel.ts";
import { header } from "./header.ts";
import { latencies } from "./latencies.ts";
import { monitors } from "./monitors.ts";
import { notes } from "./notes.ts";
import { operations } from "./operations.ts";
import { phases } from "./phases.ts";
import { plan } from "./plan.ts";
import { promises } from "./promises.ts";
import { reason } from "./reason.ts";
import { stories } from "./stories.ts";
import { phrases } from "./phrases/mod.ts";

export const ko: Catalogue = {
  tag: "ko",
  header,
  reason,
  promises,
  operations,
  funnel,
  days,
  plan,
  faults,
  charts,
  anomalies,
  monitors,
  stories,
  explanation,
  latencies,
  phases,
  notes,
  phrases,
};
