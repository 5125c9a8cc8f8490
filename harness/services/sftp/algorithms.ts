/** The algorithms of SSH that the client and the impostor offer. */
// @ts-types="./ssh2.d.ts"
import type { Algorithms } from "ssh2";

/**
 * Fast ciphers with an integrity check of their own; every OpenSSH since 6.2 knows them. The other
 * fast one, chacha20-poly1305, keeps resources of Deno after the end of its connection.
 */
export const algorithms: Algorithms = {
  serverHostKey: ["ssh-ed25519"],
  cipher: ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com"],
  compress: ["none"],
};
