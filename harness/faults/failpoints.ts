/**
 * Failpoints during a run: a role reports each pass of an armed line, and the harness lets the role
 * go on, makes it fail, holds it, or kills it there. Passes are counted over the whole run, so a
 * crash strikes once and a restarted process does not crash again.
 */
import type { FaultBegin, FaultEnd } from "../history/event.ts";
import type { HazardBook, RoleProcess } from "../contract/lab.ts";
import { sourceOfPoint } from "../contract/point_hazards.ts";
import { neverCame, PassCounter, type Passing } from "./pass_counter.ts";
import { isPass, nameOfPoint, type Pass, pointsOf, type PointSpec } from "./failpoint_spec.ts";
import { type Arrival, type OpenTriggers, openTriggers, type Triggers } from "./triggers.ts";

export interface ControlOptions {
  readonly specs: readonly PointSpec[];
  /** The passes at which faults begin. */
  readonly passes: readonly Pass[];
  readonly process: (id: string) => RoleProcess | undefined;
  readonly record: (event: Omit<FaultBegin, "at"> | Omit<FaultEnd, "at">) => void;
  /** The hazards that a spec is where it strikes. @default none */
  readonly hazards?: HazardBook<[spec: PointSpec]>;
  /** Every failpoint that is passed is noted, armed or not. @default false */
  readonly notesPasses?: boolean;
  /** True while this fault is in force. */
  readonly isOn: (fault: string) => boolean;
}

export interface Control extends AsyncDisposable, Triggers {
  /** The environment for a process of this role; empty where nothing is armed for it. */
  env(role: string): Record<string, string>;
  /** True while a process of this role is held at a failpoint. */
  isHeld(role: string): boolean;
  /** The failpoints that were passed, as far as they are noted: `relay:after-mark`, by name. */
  passed(): string[];
  /** Releases all held processes. */
  letGo(): void;
  /** Releases all held processes, waits for restarts, and records the failpoints that were never hit. */
  settle(): Promise<void>;
}

interface Armed {
  readonly id: string;
  readonly spec: PointSpec;
  readonly counter: PassCounter;
  /** Counts the passes up to the one that ends the hold; null where no numbered pass ends it. */
  readonly until: PassCounter | null;
}
interface Hold {
  readonly position: bigint | null;
  readonly arm: Armed;
  readonly release: () => void;
}

const failed = 418;

export const openControl = (options: ControlOptions): Control => new Failpoints(options);

class Failpoints implements Control {
  readonly #options: ControlOptions;
  readonly #armed: readonly Armed[];
  readonly #triggers: OpenTriggers;
  readonly #holds = new Set<Hold>();
  readonly #passed = new Set<string>();
  readonly #restarts: Promise<void>[] = [];
  readonly #token = crypto.randomUUID();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(options: ControlOptions) {
    this.#options = options;
    this.#armed = options.specs.map(arm);
    this.#triggers = openTriggers(options.passes, options.process);
    const listen = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    this.#server = Deno.serve(listen, (request) => this.#answer(request));
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== `/${this.#token}`) return new Response("unknown", { status: 404 });
    const position = searchParams.get("position");
    const [role] = (searchParams.get("role") ?? "").split("#");
    this.#passed.add(`${role}:${searchParams.get("point")}`);
    if (searchParams.has("first")) return new Response("go");
    return await this.#pass({
      process: searchParams.get("role") ?? "",
      point: searchParams.get("point") ?? "",
      position: position === null ? null : BigInt(position),
      ops: await opsIn(request),
    });
  }

  async #pass(passing: Passing): Promise<Response> {
    this.#release(passing);
    // A fault that begins at this pass must be in force first: a failpoint here may be armed for the
    // passes `during` this fault.
    await this.#triggers.hold(passing);
    for (const arm of this.#armed) {
      if (arm.spec.during !== null && !this.#options.isOn(arm.spec.during)) continue;
      if (!arm.counter.see(passing)) continue;
      if (arm.spec.action === "fail") return this.#fail(arm, passing);
      if (arm.spec.action === "crash") this.#restarts.push(this.#crash(arm, passing));
      else await this.#hold(arm, passing);
    }
    return new Response("go");
  }

  /** Releases the holds that wait for this pass. */
  #release(passing: Passing): void {
    const { process, point, position } = passing;
    for (const { until } of this.#armed) until?.see(passing);
    for (const wait of this.#holds) {
      const { spec, until } = wait.arm;
      if (spec.until === null || !isPass(spec.until.at, process, point)) continue;
      const further = wait.position === null || position === null || position > wait.position;
      if (until === null ? further : until.reached) wait.release();
    }
  }

  isHeld(role: string): boolean {
    return [...this.#holds].some(({ arm }) => arm.spec.at.role === role);
  }

  letGo(): void {
    this.#triggers.releaseAll();
    for (const wait of [...this.#holds]) wait.release();
  }

  #note(arm: Armed, end?: Omit<FaultEnd, keyof FaultBegin>): void {
    const { action, at } = arm.spec;
    const fault = { kind: "fault" as const, id: arm.id, name: action, target: nameOfPoint(at) };
    this.#options.record(
      end === undefined ? { ...fault, phase: "begin" } : { ...fault, phase: "end", ...end },
    );
  }

  /** Records the hazards of a failpoint that struck, one for each operation of the pass. */
  #threaten({ spec }: Armed, { ops }: Passing): void {
    const { hazards } = this.#options;
    const source = sourceOfPoint(nameOfPoint(spec.at));
    for (const { name } of hazards?.of(spec) ?? []) {
      const hazard = { kind: "hazard" as const, name, source };
      if (ops.length === 0) hazards?.record(hazard);
      for (const op of ops) hazards?.record({ ...hazard, op });
    }
  }

  #fail(arm: Armed, passing: Passing): Response {
    this.#note(arm);
    this.#threaten(arm, passing);
    this.#note(arm, { touched: 1 });
    return new Response(`failed on purpose: ${arm.spec.text}`, { status: failed });
  }

  async #crash(arm: Armed, passing: Passing): Promise<void> {
    const process = this.#options.process(passing.process);
    this.#note(arm);
    const touched = await process?.kill() ?? 0;
    if (touched > 0) this.#threaten(arm, passing);
    const by = process?.reach ?? undefined;
    await process?.start();
    this.#note(arm, { touched, ...(by && { by }) });
  }

  async #hold(arm: Armed, passing: Passing): Promise<void> {
    const { position } = passing;
    this.#note(arm);
    const passedBy = arm.until?.reached ?? false;
    await new Promise<void>((resolve) => {
      const release = () => {
        clearTimeout(timer);
        this.#holds.delete(wait);
        resolve();
      };
      const wait: Hold = { position, arm, release };
      const timer = setTimeout(release, arm.spec.forMs);
      this.#holds.add(wait);
      if (passedBy) release();
    });
    if (!passedBy) this.#threaten(arm, passing);
    // If the releasing pass had already come, the hold held nothing.
    this.#note(arm, { touched: passedBy ? 0 : 1 });
  }

  env(role: string): Record<string, string> {
    const { specs, passes, notesPasses = false } = this.#options;
    const all = [...specs.flatMap(pointsOf), ...passes.map(({ at }) => at)];
    const points = all.filter((ref) => ref.role === role);
    if (points.length === 0 && !notesPasses) return {};
    return {
      ...(notesPasses && { ASYNCLAB_FIRST_PASSES: "1" }),
      ASYNCLAB_CONTROL: `http://127.0.0.1:${this.#server.addr.port}/${this.#token}`,
      ASYNCLAB_POINTS: [...new Set(points.map((ref) => ref.point))].join(","),
    };
  }

  passed(): string[] {
    return [...this.#passed].sort();
  }

  arrival(pass: Pass): Promise<Arrival> {
    return this.#triggers.arrival(pass);
  }

  giveUp(pass: Pass): number {
    return this.#triggers.giveUp(pass);
  }

  async settle(): Promise<void> {
    this.letGo();
    await Promise.all(this.#restarts);
    for (const arm of this.#armed.filter(({ counter }) => !counter.reached)) {
      arm.counter.reached = true;
      this.#note(arm);
      const { passed: passes } = arm.counter;
      this.#note(arm, { touched: 0, ineffective: neverCame(arm.spec, passes), passes });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.letGo();
    await this.#server.shutdown();
  }
}

function arm(spec: PointSpec, place: number): Armed {
  const { at, which, until } = spec;
  const release = until === null || until.which === null
    ? null
    : new PassCounter(until.at, until.which);
  return { id: `p${place + 1}`, spec, counter: new PassCounter(at, which), until: release };
}

/** The operations of this pass: the body is a list of numbers, or empty. */
async function opsIn(request: Request): Promise<number[]> {
  const text = await request.text();
  return text === "" ? [] : JSON.parse(text);
}
