/**
 * The keys of a file server. They follow from its password: two processes that know the password
 * know the keys, and no file has to be passed on.
 */
import { Buffer } from "node:buffer";
import { createHash, createPrivateKey } from "node:crypto";

export interface Key {
  /** In OpenSSH's own format, for a file that only its owner may read. */
  readonly privateText: string;
  /** One line: `ssh-ed25519 AAAA…`. */
  readonly publicText: string;
  /** As OpenSSH shows it: `SHA256:…`. */
  readonly fingerprint: string;
}

/** The key by which the server knows its users. */
export const clientKeyOf = (password: string): Promise<Key> => derive("client", password);

/** The key by which the users know the server. */
export const hostKeyOf = (password: string): Promise<Key> => derive("host", password);

/** The bytes before the seed in the DER form of an Ed25519 key (RFC 8410). */
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");

async function derive(label: "client" | "host", password: string): Promise<Key> {
  // @ts-types="@types/sshpk"
  const { default: sshpk } = await import("sshpk");
  const seed = createHash("sha256").update(`asynclab sftp ${label} ${password}`).digest();
  const der = Buffer.concat([pkcs8Head, seed]);
  const pem = createPrivateKey({ key: der, format: "der", type: "pkcs8" })
    .export({ format: "pem", type: "pkcs8" });
  const key = sshpk.parsePrivateKey(pem as string, "pem");
  key.comment = `asynclab-${label}`;
  return {
    privateText: `${key.toString("openssh").trimEnd()}\n`,
    publicText: key.toPublic().toString("ssh").split(" ").slice(0, 2).join(" "),
    fingerprint: key.fingerprint("sha256").toString(),
  };
}
