/** Requests from another terminal to a run in progress. */
import { join } from "node:path";
import { orderMs } from "../limits.ts";

/** A file in the run's folder while the run listens. It holds a secret: mode 0600. */
const fileName = "control";

/** To how many things the run did it; or, in one clause, why the run cannot do it. */
export type Answer = { readonly count: number } | { readonly refused: string };

/** What a run does on request; throws where a server is away. */
export interface Orders {
  /** Puts dead letters back. */
  redrive(): Promise<Answer>;
  /** Sends the rows of this business date again. */
  resend(date: string): Promise<Answer>;
}

export type Order = { readonly name: "redrive" } | {
  readonly name: "resend";
  readonly date: string;
};

/** Listens on loopback until disposed. */
export async function openRunControl(runDir: string, orders: Orders): Promise<AsyncDisposable> {
  const token = crypto.randomUUID();
  const path = join(runDir, fileName);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === `/${token}/redrive`) return answered(orders.redrive());
    if (pathname === `/${token}/resend`) {
      return answered(orders.resend(searchParams.get("date") ?? ""));
    }
    return new Response(null, { status: 404 });
  });
  await Deno.writeTextFile(path, `http://127.0.0.1:${server.addr.port}/${token}`, { mode: 0o600 });
  return {
    async [Symbol.asyncDispose]() {
      await Deno.remove(path).catch(() => {});
      await server.shutdown();
    },
  };
}

async function answered(work: Promise<Answer>): Promise<Response> {
  const refused = (error: Error): Answer => ({ refused: error.message });
  return Response.json(await work.catch(refused));
}

/** Asks the run of this folder. Null where no run listens there. */
export async function askRun(runDir: string, order: Order): Promise<Answer | null> {
  const url = await Deno.readTextFile(join(runDir, fileName)).catch(() => null);
  if (url === null) return null;
  const signal = AbortSignal.timeout(orderMs);
  const { name, ...words } = order;
  const address = `${url}/${name}?${new URLSearchParams(words)}`;
  const response = await fetch(address, { method: "POST", signal }).catch(() => null);
  if (signal.aborted) return { refused: `the run did not answer within ${orderMs / 1_000} s` };
  return response === null ? null : await response.json();
}
