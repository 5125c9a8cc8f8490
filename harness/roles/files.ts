/** For roles that move files: beside role.ts, because most roles must not load an SSH client. */
export { openSftp, type Sftp } from "../services/sftp/client.ts";
export { openScp, type Scp } from "../services/sftp/scp.ts";
export type { Entry, FileServer } from "../services/sftp/address.ts";
export { FileError, HostKeyError } from "../services/sftp/errors.ts";
