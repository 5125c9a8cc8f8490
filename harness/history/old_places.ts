/** Decides who set an operation aside in histories of version 0.1, which do not name the side. */
const sendersPlaces = ["outbox", "unsent", "failure_log", "compensations"];

export const sideOf = (where: string): "sender" | "consumer" =>
  sendersPlaces.includes(where) ? "sender" : "consumer";
