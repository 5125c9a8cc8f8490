/** Whose an `aside` is in a history that does not say its side, as those of version 0.1 do not. */
const sendersPlaces = ["outbox", "unsent", "failure_log", "compensations"];

export const sideOf = (where: string): "sender" | "consumer" =>
  sendersPlaces.includes(where) ? "sender" : "consumer";
