/**
 * OpenSSH as a file server, or Apache MINA SSHD where it cannot be had: a run's namespace is a folder.
 * SFTP and SCP go through the same server.
 */
import { hasDisk } from "../../contract/capabilities.ts";
import { offer } from "../../contract/capability.ts";
import { hasHostKey, hasWritePermission } from "../../contract/file_server.ts";
import type { Service } from "../../contract/lab.ts";
import { ping, version } from "./access.ts";
import { chosenServer, findServer, installServer, launchServer } from "./choice.ts";
import { sftpContainer } from "./container.ts";
import { denyWrites } from "./denial.ts";
import { fillDisk } from "./full_disk.ts";
import { openImpostor } from "./impostor.ts";
import { dropNamespace, type FilesNamespace, openNamespace } from "./namespace.ts";

export type { FilesNamespace };

export const sftp: Service<FilesNamespace> = {
  name: "sftp",
  spoken: "file server",
  local: {
    origin: "apt-get as root: openssh-server; else Maven (3 MB), and needs Java 17",
    innerPorts: 0,
    chosen: chosenServer,
    install: (fetching) => installServer(fetching),
    find: () => findServer(),
    launch: launchServer,
  },
  container: sftpContainer,
  ping,
  version,
  openNamespace,
  dropNamespace,
  offers: (name) => [
    offer(hasDisk, ({ servers, namespaces }) => ({
      fill: () => fillDisk(servers[name], namespaces[name] as FilesNamespace),
    })),
    offer(hasWritePermission, ({ namespaces }) => ({
      deny: () => denyWrites(namespaces[name] as FilesNamespace),
    })),
    offer(hasHostKey, () => ({ impersonate: openImpostor })),
  ],
};
