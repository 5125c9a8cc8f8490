/** Hand-written events, and the explanation of operation 1 of them. */
import {
  asRun,
  commit,
  type Event,
  happy,
  invoke,
  meta,
  ok,
  withRunFolder,
} from "../../../check/testing/hand_written.ts";
import { caseOf } from "../../../history/case.ts";
import type { Explanation, Wrong } from "../clause.ts";
import { explain } from "../explain.ts";

/** Explains operation 1 of these events, in the files of a run. Roles write what they say into their own. */
export async function explained(events: readonly Event[], wrong?: Wrong): Promise<Explanation> {
  const roles = Map.groupBy(
    events.filter(({ kind }) => kind === "send" || kind === "deliver"),
    ({ role }) => `${role}-1.jsonl`,
  );
  const files = { ...asRun(events), ...Object.fromEntries(roles) };
  return await withRunFolder(files, async (folder) => explain(await caseOf(folder, 1), wrong)!);
}

export const mistakeOf = async (events: readonly Event[], wrong?: Wrong) =>
  (await explained(events, wrong)).mistake;

export const proofOf = ({ clauses }: Explanation) =>
  clauses.filter(({ isProof }) => isProof).map(({ fact }) => fact.code);

export const send = (op: number, at: number, role = "relay", attempt = 1): Event => (
  { at, kind: "send", op, role, attempt }
);
export const deliver = (op: number, at: number, role = "points"): Event => (
  { at, kind: "deliver", op, role }
);
export const stored = (op: number, at: number, copy?: number): Event => (
  { at, kind: "stored", op, topic: "t", partition: 0, offset: op, ...(copy && { copy }) }
);
export const marked = (op: number, at: number): Event => ({
  at,
  kind: "marked",
  op,
  where: "outbox",
});
export const row = (op: number, place: string, fields: Event = {}): Event => (
  { at: null, kind: "row", op, where: "outbox", place, state: "written", ...fields }
);
export const position = (at: number, place: string, reader = "relay"): Event => (
  { at, kind: "position", reader, where: "outbox", place }
);
export const killed = (role: string, at: number): Event[] => [
  { at, kind: "process", role, phase: "exit", signal: "SIGKILL" },
  { at: at + 5, kind: "process", role, phase: "ready" },
];
export const struck = (name: string, target: string, at: number, fields: Event = {}): Event[] => [
  { at, kind: "fault", id: name, name, target, phase: "begin" },
  { at: at + 3, kind: "fault", id: name, name, target, phase: "end", touched: 1, ...fields },
];

/** Operation 0 went its whole way, so that the history has each kind of event. */
export const whole = [
  meta,
  ...happy(0),
  send(0, 4),
  stored(0, 5),
  marked(0, 6),
  deliver(0, 7),
];
export const lost = [invoke(1), commit(1), ok(1)];

export const inLog = (op: number, place: string): Event => row(op, place, { where: "log" });
export const confirmed = (at: number, place: string): Event => (
  { at, kind: "retention", slot: "s", bytes: 1, place }
);
