/** All kinds of events. A new kind is a file, an import here and a place in one of these lists. */
import type { ControlKind, FrequentKind, Kind } from "../kind.ts";
import { applied } from "./applied.ts";
import { aside } from "./aside.ts";
import { change } from "./change.ts";
import { clock } from "./clock.ts";
import { commit } from "./commit.ts";
import { deliver } from "./deliver.ts";
import { drained } from "./drained.ts";
import { drop } from "./drop.ts";
import { effect } from "./effect.ts";
import { fail } from "./fail.ts";
import { fault } from "./fault.ts";
import { file } from "./file.ts";
import { halted } from "./halted.ts";
import { hazard } from "./hazard.ts";
import { info } from "./info.ts";
import { invoke } from "./invoke.ts";
import { join } from "./join.ts";
import { marked } from "./marked.ts";
import { meta } from "./meta.ts";
import { monitor } from "./monitor.ts";
import { ok } from "./ok.ts";
import { order } from "./order.ts";
import { position } from "./position.ts";
import { process } from "./process.ts";
import { replica } from "./replica.ts";
import { request } from "./request.ts";
import { retention } from "./retention.ts";
import { row } from "./row.ts";
import { sample } from "./sample.ts";
import { send } from "./send.ts";
import { standstill } from "./standstill.ts";
import { stored } from "./stored.ts";
import { totals } from "./totals.ts";
import { traffic } from "./traffic.ts";

export const frequentKinds: readonly FrequentKind[] = [
  invoke,
  drop,
  ok,
  fail,
  info,
  commit,
  send,
  stored,
  deliver,
  effect,
  marked,
  change,
  applied,
  row,
];
export const controlKinds: readonly ControlKind[] = [
  meta,
  aside,
  fault,
  process,
  halted,
  sample,
  join,
  standstill,
  replica,
  retention,
  clock,
  totals,
  file,
  request,
  order,
  hazard,
  monitor,
  position,
  traffic,
  drained,
];
export const kinds: readonly Kind[] = [...frequentKinds, ...controlKinds];

/** Names of the frequent kinds, by the numbers that a `LineReader` gives them, from 1. */
export const kindNames: readonly string[] = ["", ...frequentKinds.map(({ name }) => name)];

/** The number that a `LineReader` gives to a frequent kind. */
export const numberOf = (kind: FrequentKind): number => frequentKinds.indexOf(kind) + 1;

const control = new Map(controlKinds.map((kind) => [kind.name, kind]));
/** Undefined where no control event has this name. */
export const controlKind = (name: string): ControlKind | undefined => control.get(name);
