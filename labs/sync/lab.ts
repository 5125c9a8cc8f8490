import { inHand } from "../../harness/contract/hazards.ts";
import { defineLab } from "../../harness/contract/lab.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import {
  calledFaultPoints,
  calledHops,
  calledPointHazards,
  callingLogin,
  openCalled,
  pointsRole,
} from "../login_points/called.ts";
import { compensatedIn, compensations } from "./audit.ts";
import { compensationsTable } from "./compensate.ts";
import { samples } from "../login_points/in_hand.ts";
import { answers, refusals } from "../login_points/hazards.ts";
import { variants } from "./variants.ts";

export const sync = defineLab({
  name: "sync",
  summary: "The points service is called inside the request of the login.",
  services: { source: postgres, target: postgres },
  entry: "login",
  operation: import.meta.resolve("../login_points/operation.ts"),
  roles: {
    login: callingLogin(
      import.meta.resolve("./login.ts"),
      "takes logins over HTTP, commits them, and calls points before it answers",
    ),
    points: pointsRole,
  },
  failpoints: calledFaultPoints,
  failpointHazards: calledPointHazards,
  hazardSources: [answers, refusals(["login", "points"]), samples(["login"], [inHand])],
  variants,
  targets: ["points"],
  hops: calledHops,
  minimumOperations: 20,
  outageLink: "login-points",
  open: (namespaces) =>
    openCalled(namespaces, {
      tables: compensationsTable,
      audit: (epochMs) => compensations(namespaces.source, epochMs),
      settled: () => compensatedIn(namespaces.source),
    }),
});
