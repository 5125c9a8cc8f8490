/** The version of Apache MINA SSHD, as results show it: `MINA 2.16.0`. */

const textOf = (number: string | undefined): string | null =>
  number === undefined ? null : `MINA ${number}`;

/** Of the line that the server says first: `SSH-2.0-APACHE-SSHD-2.16.0`. Null for another server. */
export const minaVersionIn = (said: string): string | null =>
  textOf(/APACHE-SSHD-(\d+(?:\.\d+)*)/.exec(said)?.[1]);

/** Of the name of its jar: `sshd-sftp-2.16.0.jar`. Null for another file. */
export const minaVersionOf = (name: string): string | null =>
  textOf(/^sshd-sftp-(.+)\.jar$/.exec(name)?.[1]);

export const isMina = ({ version }: { readonly version: string }): boolean =>
  version.startsWith("MINA ");
