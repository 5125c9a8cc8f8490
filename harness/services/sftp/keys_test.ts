import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { runProgram } from "../../host/programs.ts";
import { installSshd } from "./install.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { clientKeyOf, hostKeyOf } from "./keys.ts";

Deno.test("a password has two keys, always the same, which OpenSSH reads", async () => {
  const keys = await Promise.all([clientKeyOf("one"), hostKeyOf("one"), clientKeyOf("two")]);
  assert.equal(new Set(keys.map(({ publicText }) => publicText)).size, 3);
  assert.equal((await clientKeyOf("one")).publicText, keys[0].publicText);
  // ssh-keygen comes with the client, which the server's package needs.
  await installSshd({ say: () => {}, signal: new AbortController().signal, env: {} });
  const path = await Deno.makeTempFile();
  try {
    for (const { privateText, publicText, fingerprint } of keys) {
      await Deno.writeTextFile(path, privateText, { mode: 0o600 });
      const said = await runProgram("ssh-keygen", ["-y", "-f", path]);
      assert.equal(said.split(" ").slice(0, 2).join(" ").trim(), publicText);
      assert.match(
        await runProgram("ssh-keygen", ["-l", "-f", path]),
        new RegExp(
          fingerprint.replaceAll(/[+/]/g, "\\$&"),
        ),
      );
      assert.equal(fingerprintOf(Buffer.from(publicText.split(" ")[1], "base64")), fingerprint);
    }
  } finally {
    await Deno.remove(path);
  }
});
