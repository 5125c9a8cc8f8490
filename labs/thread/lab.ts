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
import { samples } from "../login_points/in_hand.ts";
import { answers, refusals } from "../login_points/hazards.ts";
import { variants } from "./variants.ts";

export const thread = defineLab({
  name: "thread",
  summary: "The points service is called after the answer, by a task in the login's process.",
  services: { source: postgres, target: postgres },
  entry: "login",
  operation: import.meta.resolve("../login_points/operation.ts"),
  roles: {
    login: callingLogin(
      import.meta.resolve("./login.ts"),
      "takes logins over HTTP, commits and answers; its tasks call points afterwards",
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
  handbook: {
    throughput: "middle",
    latency: "low",
    complexity: "low",
    stability: "middle",
    situation: "simple notice, log",
  },
  open: (namespaces) => openCalled(namespaces),
});
