import { isListOfNames, orNull, textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { numberIn, Unreadable } from "../slow_line.ts";

export interface Traffic {
  at: number;
  kind: "traffic";
  /** `relay-source`, `relay#2-source`. */
  link: string;
  /** Bytes from the client to the server. */
  up: number;
  down: number;
  /** Requests of the client; missing where the server's protocol is not counted. */
  requests?: number;
  /** The tables that its statements named; missing where there is no `requests`. */
  tables?: string[];
}

export const traffic: ControlKind = {
  name: "traffic",
  writer: "harness",
  summary: "What passed a link during the run, from its start to the end of the drain.",
  fields: {
    link: "the link: relay-source, relay#2-source",
    up: "bytes from the client to the server",
    down: "bytes from the server to the client",
    requests: "requests of the client, where its protocol is counted (PostgreSQL)",
    tables: "tables that its statements named, where its requests are counted",
  },
  optional: ["requests", "tables"],
  fold({ traffic }, line) {
    const link = textIn(line, "link");
    const [up, down] = [numberIn(line, "up"), numberIn(line, "down")];
    const requests = orNull(numberIn(line, "requests"));
    if (link === "" || !(up >= 0) || !(down >= 0) || (requests !== null && requests < 0)) {
      throw new Unreadable(
        "is a traffic event: it must have a link, and numbers from 0 as its bytes and requests",
      );
    }
    const tables = line.tables ?? null;
    if (tables !== null && !isListOfNames(tables)) {
      throw new Unreadable("is a traffic event: its tables must be a list of names");
    }
    if (traffic.has(link)) throw new Unreadable(`tells the traffic of ${link} a second time`);
    traffic.set(link, { link, up, down, requests, tables });
  },
};
