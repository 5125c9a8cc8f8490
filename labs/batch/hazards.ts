/** The hazards of a feed: at which failpoints they come, and where they are seen. */
import type { HazardSource } from "../../harness/contract/hazard.ts";
import { endsOrFails, type PointHazards } from "../../harness/contract/point_hazards.ts";
import {
  cutTransaction,
  fileMissing,
  impostor,
  inHand,
  unacknowledgedEffect,
  unrecordedSend,
} from "../../harness/contract/hazards.ts";
import { samples } from "../login_points/in_hand.ts";
import { answers, ofLogin, refusals } from "../login_points/hazards.ts";

export const failpointHazards: Readonly<Record<string, PointHazards>> = {
  ...ofLogin,
  "producer:after-query": endsOrFails(inHand),
  "producer:mid-upload": endsOrFails(inHand),
  "producer:after-upload-before-rename": endsOrFails(inHand),
  "producer:after-data-before-manifest": endsOrFails(inHand),
  "producer:after-rename-before-record": endsOrFails(unrecordedSend),
  "loader:after-copy-before-commit": endsOrFails(inHand, cutTransaction),
  "loader:after-commit-before-move": endsOrFails(unacknowledgedEffect),
  "sender:after-query": endsOrFails(inHand),
  "sender:after-post-before-record": endsOrFails(unrecordedSend),
  "receiver:after-load-before-commit": endsOrFails(inHand, cutTransaction),
  "receiver:after-commit-before-answer": endsOrFails(unacknowledgedEffect),
  "reader:after-query": endsOrFails(inHand),
  "reader:before-commit": endsOrFails(inHand, cutTransaction),
  "reader:after-commit": endsOrFails(unacknowledgedEffect),
};

export const hazardSources: readonly HazardSource[] = [
  answers,
  refusals(["loader", "receiver"]),
  samples(["producer"], [inHand, unrecordedSend]),
  samples(["loader"], [unacknowledgedEffect]),
  { source: "business clock", hazards: [fileMissing] },
  { source: "impostor", hazards: [impostor] },
];
