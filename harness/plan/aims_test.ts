import assert from "node:assert/strict";
import { over } from "../../testing/lab_steps.ts";
import { messaging } from "../../labs/messaging/lab.ts";
import { aimsIn, strikesLink } from "./aims.ts";
import { claimsOf } from "./claims.ts";

Deno.test("a link is struck by aims at its role, at its server or at the link itself, and by no other aim", () => {
  const lab = over(messaging, "kafka-cluster");
  const striking = aimsIn(lab, "command").filter((aim) => strikesLink(lab, aim, "login-broker"));
  assert.deepEqual(striking.toSorted(), [
    ...["broker", "broker2", "broker3"],
    ...["login", "login-broker", "login-broker2", "login-broker3"],
  ]);
  const ofPoints = aimsIn(lab, "command")
    .filter((aim) => strikesLink(lab, aim, "points-target"));
  assert.deepEqual(ofPoints.toSorted(), [
    ...["points", "points#2", "points#2-target", "points#3", "points#3-target"],
    ...["points-target", "target"],
  ]);
});

Deno.test("an exception for a fault at a link covers every aim that strikes this link", () => {
  const claims = claimsOf(over(messaging, "kafka"), "after-commit");
  const { except } = claims.find(({ name }) => name === "no-loss")!;
  const aimed = except!.filter((word) => word.startsWith("lose-ack"));
  assert.deepEqual(aimed.toSorted(), [
    "lose-ack broker",
    "lose-ack login",
    "lose-ack login-broker",
  ]);
});
