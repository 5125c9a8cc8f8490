import { defineLab } from "../../harness/contract/lab.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import {
  calledFaultPoints,
  calledHops,
  callingLogin,
  openCalled,
  pointsRole,
} from "../login_points/called.ts";
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
  variants,
  targets: ["points"],
  hops: calledHops,
  minimumOperations: 20,
  open: (namespaces) => openCalled(namespaces),
});
