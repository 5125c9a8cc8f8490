import { z } from "zod";

/** Limited to values that the databases can hold. */
const points = z.int().min(0).max(2 ** 31 - 1);
const user = z.string().min(1).max(200).refine((name) => !name.includes("\0"), "has a NUL");

/** The request of a caller: one login that earns points. */
export const loginRequest = z.object({
  /** Number of the operation, from 0. */
  op: z.int().min(0),
  user,
  points,
  /** The business rolls this login back (a blocked account, say). */
  rollback: z.boolean().default(false),
  /** How long the transaction stays open, in milliseconds, so that logins overlap. */
  thinkMs: z.number().min(0).max(60_000).default(0),
  /** The campaign that the points are for; the points service must know it. */
  campaign: z.string().max(200).optional(),
  /** Free text that travels with the message. */
  note: z.string().optional(),
  /** When it happened by the business calendar: an instant with up to six digits of a second. */
  occurredAt: z.iso.datetime({ precision: 6 }).optional(),
});
export type LoginRequest = z.infer<typeof loginRequest>;

/** The message `LoggedIn`, as JSON: in the broker, or the body of a call. */
export const loggedIn = z.object({
  messageId: z.uuid(),
  type: z.literal("LoggedIn"),
  op: z.int().min(0),
  user,
  /** Commit order of this user's logins, from 1. */
  seq: z.int().min(1).max(2 ** 31 - 1),
  points,
  campaign: z.string().max(200).optional(),
  note: z.string().optional(),
  occurredAt: z.string().optional(),
});
export type LoggedIn = z.infer<typeof loggedIn>;
