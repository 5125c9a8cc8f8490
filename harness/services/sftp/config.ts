/** The settings of every sshd of ours, in the syntax of sshd_config, for a process and for a container. */

export interface SshdSettings {
  readonly listen: string;
  readonly port: number;
  /** The folder with the keys and, in `files`, the files. */
  readonly dataDir: string;
  readonly user: string;
  /** The program of OpenSSH that answers SFTP requests. */
  readonly sftpServer: string;
  /** The words `NAME=value` for the environment of every session. */
  readonly marks: readonly string[];
  /** From 9.8 on it refuses an address from which many connections failed, as they do in a fault. */
  readonly penalizes: boolean;
}

/** The folder in which a session begins. */
export const loginFolder = "files";

/** The names in the data folder. */
export const names = {
  config: "sshd_config",
  hostKey: "host_key",
  authorized: "authorized_keys",
  session: "session",
  /** What sessions asked for, and what was refused. */
  requests: "requests.log",
} as const;

export const sshdConfig = (settings: SshdSettings): string => {
  const { listen, port, dataDir, sftpServer, user, marks, penalizes } = settings;
  return `ListenAddress ${listen}
Port ${port}
HostKey ${dataDir}/${names.hostKey}
AuthorizedKeysFile ${dataDir}/${names.authorized}
Subsystem sftp exec ${sftpServer} -d ${dataDir}/${loginFolder} -e -l INFO
ForceCommand exec /bin/sh ${dataDir}/${names.session}
AllowUsers ${user}
# Bash would run the user's .bashrc at its first level, and what that says would spoil the protocol.
SetEnv SHLVL=2 ${marks.join(" ")}
${penalizes ? "PerSourcePenalties no\n" : ""}${fixed}`;
};

/**
 * The command of every session: the SFTP server, or a command such as scp. It writes down what was
 * refused: nothing else shows the harness that somebody tried.
 */
export const sessionScript = (dataDir: string): string =>
  `log=${dataDir}/${names.requests}
/bin/sh -c "$SSH_ORIGINAL_COMMAND" 2>>"$log"
code=$?
[ "$code" = 0 ] || echo "exit code $code: $SSH_ORIGINAL_COMMAND" >>"$log"
exit "$code"
`;

/** One user with one key; sessions are for files alone. */
const fixed = `AuthenticationMethods publickey
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
# The data folder may stand where others may write, such as below /tmp.
StrictModes no
DisableForwarding yes
PermitTunnel no
PermitTTY no
PermitUserRC no
PermitUserEnvironment no
PrintMotd no
PidFile none
UseDNS no
LoginGraceTime 5
MaxStartups 200
MaxSessions 100
LogLevel VERBOSE
`;
