import type { KnownServerPhrase } from "../../check/known-server.ts";
import { many } from "./amounts.ts";
import type { Words } from "./words.ts";

export const knownServer: Words<KnownServerPhrase> = {
  "no-impostor": () => "no server had another key",
  "impostor-perhaps": ({ fault }) =>
    `the history has no end of ${fault}, which would say who logged in to a server with another key`,
  "impostor-refused": ({ connections }) =>
    `${many(connections, "connection")} to a server with another key, and none logged in`,
  "impostor-believed": ({ count, connections }) =>
    `${count.toLocaleString("en")} of ${many(connections, "connection")} logged in to a server ` +
    "with another key",
};
