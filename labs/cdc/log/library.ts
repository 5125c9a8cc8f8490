/** The log, read by `pg-logical-replication` as its documentation says: for the twin that trusts it. */
import type { Buffer } from "node:buffer";
import type { Client } from "pg";
import { LogicalReplicationService } from "pg-logical-replication";
import { Decoder } from "./decode.ts";
import type { Log, LogOptions } from "./log.ts";
import { lsnFrom, lsnText } from "./lsn.ts";
import { refusal } from "./needs.ts";
import { MessageQueue } from "./queue.ts";

/** The library keeps the connection; our decoder reads the messages. */
class Plugin {
  readonly name = "pgoutput";
  readonly options: { readonly publication: string };
  #decoder = new Decoder();

  constructor(options: { readonly publication: string }) {
    this.options = options;
  }

  parse(bytes: Buffer) {
    return this.#decoder.decode(bytes);
  }

  start(client: Client, slot: string, from: string): Promise<unknown> {
    const { publication } = this.options;
    return client.query(
      `START_REPLICATION SLOT "${slot}" LOGICAL ${from} ` +
        `(proto_version '1', publication_names '"${publication}"')`,
    );
  }
}

/** Opens no connection before `start`. */
export function openLibraryLog({ url, slot, publication }: LogOptions): Log {
  const options = { acknowledge: { auto: false, timeoutSeconds: 0 } };
  const service = new LogicalReplicationService({ connectionString: url }, options);
  const messages = new MessageQueue({ pause() {}, resume() {} });
  let acknowledged: string | null = null;
  service.on("data", (_lsn: string, message: ReturnType<Decoder["decode"]>) => {
    if (message !== null) messages.add(message, 0);
  });
  service.on("heartbeat", (lsn: string, _time: number, wantsAnswer: boolean) => {
    messages.add({ kind: "keepalive", endLsn: lsnFrom(lsn)!, wantsAnswer }, 0);
  });
  service.on("error", (error: Error) => messages.fail(error));
  const unknown = () => Promise.reject(new Error("The library does not ask this"));
  return {
    identify: unknown,
    createTemporarySlot: unknown,
    createSlot: unknown,
    messages,
    start(from) {
      service.subscribe(new Plugin({ publication }), slot, lsnText(from))
        .catch((error) => messages.fail(refusal(error, url)));
    },
    acknowledge(end) {
      acknowledged = lsnText(end);
      service.acknowledge(acknowledged);
    },
    answer() {
      if (acknowledged !== null) service.acknowledge(acknowledged);
    },
    [Symbol.asyncDispose]: () => service.destroy().then(() => {}),
  };
}
