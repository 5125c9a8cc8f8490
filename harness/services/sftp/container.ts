/** The settings of an sshd in a container. */
import { Buffer } from "node:buffer";
import type { ContainerServer } from "../../contract/lab.ts";
import { sessionScript, sshdConfig } from "./config.ts";
import { clientKeyOf, hostKeyOf } from "./keys.ts";

const port = 22;
const dataDir = "/data";
const user = "root";

const config = sshdConfig({
  listen: "0.0.0.0",
  port,
  dataDir,
  sftpServer: "/usr/lib/openssh/sftp-server",
  user,
  marks: [],
  penalizes: true,
});

/** Compose would replace a `$` in a value. */
const encoded = (text: string): string => Buffer.from(text).toString("base64");

export const sftpContainer: ContainerServer = {
  template: "sftp",
  user,
  port,
  dataDir,
  environment: async ({ access: { password } }) => ({
    SFTP_CONFIG: encoded(config),
    SFTP_SESSION: encoded(sessionScript(dataDir)),
    SFTP_HOST_KEY: encoded((await hostKeyOf(password)).privateText),
    SFTP_AUTHORIZED_KEYS: encoded(`${(await clientKeyOf(password)).publicText}\n`),
  }),
};
