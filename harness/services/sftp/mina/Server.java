import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.file.nativefs.NativeFileSystemFactory;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.scp.common.ScpHelper;
import org.apache.sshd.scp.common.helpers.ScpAckInfo;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.AbstractFileSystemCommand;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpHelper;
import org.apache.sshd.sftp.server.SftpErrorStatusDataHandler;
import org.apache.sshd.sftp.server.SftpSubsystem;
import org.apache.sshd.sftp.server.SftpSubsystemEnvironment;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * Apache MINA SSHD as a file server for one user with one key. Its argument is the data folder, laid
 * out as for OpenSSH; it is started in the folder in which sessions begin.
 */
public final class Server {
    private static final int SCP_BUFFER_BYTES = 128 * 1024;

    public static void main(String[] args) throws Exception {
        Path data = Path.of(args[0]);
        Properties settings = new Properties();
        try (InputStream in = new FileInputStream(data.resolve("sshd_config").toFile())) {
            settings.load(in);
        }
        Log log = new Log(data.resolve("requests.log"));
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(settings.getProperty("ListenAddress"));
        server.setPort(Integer.parseInt(settings.getProperty("Port")));
        server.setKeyPairProvider(new FileKeyPairProvider(data.resolve("host_key")));
        server.setFileSystemFactory(NativeFileSystemFactory.INSTANCE);
        letIn(server, settings.getProperty("AllowUsers"), data.resolve("authorized_keys"));
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        server.setSubsystemFactories(List.of(sftp(log)));
        server.setCommandFactory((channel, command) -> new Scp(command, log));
        CoreModuleProperties.AUTH_TIMEOUT.set(server, Duration.ofSeconds(5));
        CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        server.start();
        Thread.currentThread().join();
    }

    private static void letIn(SshServer server, String wanted, Path keys) throws Exception {
        PublicKey known = AuthorizedKeyEntry.parseAuthorizedKeyEntry(Files.readString(keys).trim())
                .resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setPublickeyAuthenticator(
                (user, key, session) -> user.equals(wanted) && KeyUtils.compareKeys(key, known));
    }

    private static SftpSubsystemFactory sftp(Log log) {
        SftpSubsystemFactory factory = new SftpSubsystemFactory() {
            @Override
            public Command createSubsystem(ChannelSession channel) {
                return new Sftp(channel, this);
            }
        };
        factory.setErrorStatusDataHandler(new Answers(log));
        return factory;
    }

    /** MINA 2.16.0 takes an open file behind a symbolic link for missing when it is asked for its size. */
    private static final class Sftp extends SftpSubsystem {
        Sftp(ChannelSession channel, SftpSubsystemFactory factory) {
            super(channel, factory);
        }

        @Override
        protected boolean resolvePathResolutionFollowLinks(int command, String extension, Path path)
                throws IOException {
            // There, the answer is taken for its opposite.
            return command != SftpConstants.SSH_FXP_FSTAT
                    && super.resolvePathResolutionFollowLinks(command, extension, path);
        }
    }

    /** What the harness reads: the requests that were refused, in OpenSSH's words. */
    private record Log(Path path) {
        synchronized void say(String line) {
            try {
                Files.writeString(path, line + "\n", StandardOpenOption.APPEND);
            } catch (IOException e) {
                System.err.println(line + " (not in " + path + ": " + e + ")");
            }
        }
    }

    /** The codes of version 3 of SFTP end at 8; MINA would send later ones. */
    private record Answers(Log log) implements SftpErrorStatusDataHandler {
        @Override
        public int resolveSubStatus(
                SftpSubsystemEnvironment sftp, int id, Throwable e, int command, Object... args) {
            int code = SftpHelper.resolveSubstatus(e);
            if (code == SftpConstants.SSH_FX_PERMISSION_DENIED) log.say("sent status Permission denied");
            return code <= SftpConstants.SSH_FX_OP_UNSUPPORTED ? code : SftpConstants.SSH_FX_FAILURE;
        }

        @Override
        public String resolveErrorMessage(
                SftpSubsystemEnvironment sftp, int id, Throwable e, int code, int command, Object... args) {
            return switch (code) {
                case SftpConstants.SSH_FX_NO_SUCH_FILE -> "No such file";
                case SftpConstants.SSH_FX_PERMISSION_DENIED -> "Permission denied";
                default -> e instanceof IOException ? e.toString() : "Failure";
            };
        }
    }

    /** The command `scp -t` or `scp -f` with one file: its protocol is MINA's, its words are OpenSSH's. */
    private static final class Scp extends AbstractFileSystemCommand {
        private static final Pattern COMMAND = Pattern.compile("scp -([tf]) (?:-- )?(.+)", Pattern.DOTALL);
        private final Log log;

        Scp(String command, Log log) {
            super(command, null);
            this.log = log;
        }

        @Override
        public void run() {
            Matcher parts = COMMAND.matcher(getCommand());
            if (!parts.matches()) {
                onExit(127, "only scp -t FILE and scp -f FILE are served here");
                return;
            }
            boolean receives = parts.group(1).equals("t");
            Path path = fileSystem.getPath(unquoted(parts.group(2))).toAbsolutePath();
            ScpHelper scp = new ScpHelper(
                    getServerSession(), getInputStream(), getOutputStream(), fileSystem, null, null);
            try {
                if (receives) scp.receive(getCommand(), path, false, false, false, SCP_BUFFER_BYTES);
                else scp.sendPaths(List.of(path), false, false, SCP_BUFFER_BYTES);
                onExit(0, "");
            } catch (IOException | RuntimeException e) {
                refuse("scp: " + path + ": " + reason(e, receives ? path.getParent() : path));
            }
        }

        private void refuse(String message) {
            // Who has the answer may read the log.
            log.say(message + "\nexit code 1: " + getCommand());
            try {
                ScpAckInfo.sendError(getOutputStream(), StandardCharsets.UTF_8, message);
            } catch (IOException e) {
                // The client has ended.
            }
            onExit(1, message);
        }

        private static String reason(Exception e, Path needed) {
            if (e instanceof AccessDeniedException) return "Permission denied";
            return Files.exists(needed) ? String.valueOf(e.getMessage()) : "No such file or directory";
        }

        /** One word of a shell: parts in single quotes, and characters behind a backslash. */
        private static String unquoted(String word) {
            StringBuilder text = new StringBuilder();
            boolean isQuoted = false;
            for (int i = 0; i < word.length(); i++) {
                char c = word.charAt(i);
                if (c == '\'') isQuoted = !isQuoted;
                else if (c == '\\' && !isQuoted && i + 1 < word.length()) text.append(word.charAt(++i));
                else text.append(c);
            }
            return text.toString();
        }
    }
}
