/** For tests: the processes of a lab without servers, each a shell, in a fault context of their own. */
import type { FaultContext, Lab, Role, RoleProcess } from "../../contract/lab.ts";
import { openTcpProxies } from "../../proxies/tcp_proxies.ts";
import { releasePorts } from "../../host/ports.ts";
import { listeningPorts, openRoleProcesses } from "../../roles/roles.ts";

export interface TestRoles extends AsyncDisposable {
  readonly lab: Lab;
  readonly context: FaultContext;
  /** The ids of the processes that are up. */
  up(): string[];
  /** The events of the processes so far: `points#2 ready`. */
  readonly story: string[];
}

/** A lab with only roles; `variants` gives the number of processes of each role. */
export function labOf(
  roles: Record<string, Partial<Role>>,
  variants: Record<string, Record<string, number>> = { usual: {} },
): Lab {
  const role = { summary: "", program: "", links: [] };
  const variant = { summary: "", promises: [], worstCase: {} };
  return {
    name: "shells",
    services: {},
    summary: "",
    roles: Object.fromEntries(
      Object.entries(roles).map(([name, it]) => [name, { ...role, ...it }]),
    ),
    entry: Object.keys(roles)[0],
    operation: "",
    failpoints: {},
    variants: Object.fromEntries(
      Object.entries(variants).map(([name, instances]) => [name, { ...variant, instances }]),
    ),
    targets: [],
    hops: [],
    minimumOperations: 1,
    open: () => ({
      prepare: () => Promise.resolve(),
      progress: () => Promise.resolve({ committed: 0, sent: 0, applied: 0, backlog: 0, lag: null }),
      audit: async function* () {},
    }),
  };
}

const shell = "sh -c 'trap \"exit 0\" TERM; sleep 0.1; echo ready; while :; do sleep 0.02; done'";

/** Starts the processes as a run does. */
export async function startRoles(
  lab: Lab,
  variant = Object.keys(lab.variants)[0],
  command = shell,
): Promise<TestRoles> {
  const stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "asynclab-test-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const run = `test-${crypto.randomUUID().slice(0, 8)}`;
  stack.defer(() => releasePorts(run));
  const links = stack.use(await openTcpProxies());
  const story: string[] = [];
  const { processes } = await openRoleProcesses({
    lab,
    variant,
    run,
    epochMs: Date.now(),
    commands: Object.fromEntries(Object.keys(lab.roles).map((role) => [role, command])),
    servers: {},
    namespaces: {},
    links,
    ports: listeningPorts(lab, variant, run),
    httpProxies: {},
    pointEnv: () => ({}),
    historyDir: dir,
    logsDir: dir,
    record: (event) =>
      story.push(`${event.role} ${event.kind === "halted" ? event.kind : event.phase}`),
  });
  for (const process of processes) stack.use(process);
  await Promise.all(
    processes.filter(({ startPolicy }) => startPolicy === "with-run").map((it) => it.start()),
  );
  const named = (name?: string): RoleProcess[] =>
    processes.filter(({ id, role }) =>
      name === undefined || [id, role, lab.roles[role].kind].includes(name)
    );
  return {
    lab,
    context: {
      links,
      processes: named,
      consumersOf: (server: string) =>
        processes.filter(({ role }) => lab.roles[role].consumes === server),
      join: (process: RoleProcess) => process.start(),
      servers: {},
      namespaces: {},
      headOf: (server: string) => server,
      random: () => 0,
      nowMs: () => performance.now(),
      moved: () => Promise.resolve(null),
      isUnderWay: () => Promise.resolve(false),
      isLoadOver: () => false,
      isForeign: () => false,
      tracesOf: () => [],
    } as unknown as FaultContext,
    up: () => processes.filter(({ isUp }) => isUp).map(({ id }) => id),
    story,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
