/** The fingerprint of a key. Apart from the making of keys, because a role needs only this. */
import { createHash } from "node:crypto";

/** The fingerprint of a public key as it is sent. */
export const fingerprintOf = (key: Uint8Array): string =>
  `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
