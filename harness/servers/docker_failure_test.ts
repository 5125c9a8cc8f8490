import assert from "node:assert/strict";
import type { Service } from "../contract/lab.ts";
import { postgres } from "../services/postgres/service.ts";
import { docker as call } from "./docker/cli.ts";
import { provideImages } from "./docker/images.ts";
import { portForTest } from "../host/ports_testing.ts";
import { assertNothingLeft, refusal, request, requireEngine } from "./docker/testing.ts";
import { docker, sweepContainers } from "./docker.ts";

Deno.test("docker: a server that never answers is removed, and the error names it and its log", async () => {
  await requireEngine();
  const deaf: Service = { ...postgres, ping: () => Promise.reject(new Error("deaf")) };
  using wanted = request({ services: { source: deaf }, healthyTimeoutMs: 3000 });
  const error = await refusal(docker.provision(wanted));
  assert.equal(error.code, 69);
  assert.match(error.message, /^source \(postgres\) did not answer within 3 s: /);
  assert.ok(error.message.includes(`${wanted.logsDir}/source.log`), error.message);
  assert.match(await Deno.readTextFile(`${wanted.logsDir}/source.log`), /database system/);
  await assertNothingLeft(wanted.run);
});

Deno.test("docker: `provision` does not wait for a server that dies at its start", async () => {
  await requireEngine();
  const dead: Service = {
    ...postgres,
    async ping() {
      await call(["kill", "--signal", "KILL", `asynclab-${wanted.run}-source`]).catch(() => {});
      throw new Error("dead");
    },
  };
  using wanted = request({ services: { source: dead }, healthyTimeoutMs: 120_000 });
  const error = await refusal(docker.provision(wanted));
  assert.equal(error.code, 69);
  assert.match(error.message, /^source \(postgres\) ended with exit code 137: /);
  await assertNothingLeft(wanted.run);
});

Deno.test("docker: the error names a port in use, at provision and at a later start", async () => {
  await requireEngine();
  const portBase = portForTest();
  using _taken = Deno.listen({ hostname: "127.0.0.1", port: portBase });
  using wanted = request({ portBase });
  const error = await refusal(docker.provision(wanted));
  assert.equal(error.code, 69);
  assert.match(error.message, new RegExp(`^Port ${portBase} of 127.0.0.1 is in use; .*choose`));
  await assertNothingLeft(wanted.run);

  using running = request();
  await using up = await docker.provision(running);
  const { source } = up.servers;
  await source.kill();
  using _thief = Deno.listen({ hostname: "127.0.0.1", port: source.access.endpoint.port });
  const later = await refusal(source.start());
  assert.equal(later.code, 69);
  assert.ok(later.message.startsWith(`Port ${source.access.endpoint.port} of 127.0.0.1 is in use`));
});

Deno.test("docker: an abort at any moment leaves nothing", async (t) => {
  await requireEngine();
  const reason = new Error("interrupted");
  for (const afterMs of [0, 50, 200, 500, 900]) {
    await t.step(`an abort ${afterMs} ms after compose began leaves nothing`, async () => {
      const stop = new AbortController();
      const services = { source: postgres, target: postgres };
      const say = (line: string) => {
        if (line.includes("starting")) setTimeout(() => stop.abort(reason), afterMs);
      };
      const deaf = { ...postgres, ping: () => Promise.reject(new Error("not yet")) };
      using wanted = request({ services: { ...services, deaf }, signal: stop.signal, say });
      await assert.rejects(docker.provision(wanted), reason);
      await assertNothingLeft(wanted.run);
    });
  }
});

/** Calls `work` with these environment variables set. */
async function withEnv<T>(env: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = Object.keys(env).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

Deno.test("docker: a missing requirement is reported in one sentence", async () => {
  await requireEngine();
  const sentences = [
    [{ PATH: "/nowhere" }, /^the docker command is not installed$/],
    [{ DOCKER_HOST: "unix:///nowhere/docker.sock" }, /^the docker engine does not answer: .+/],
    [{ DOCKER_HOST: "tcp://engine.example:2375" }, /engine on another machine \(tcp:/],
  ] as const;
  for (const [env, sentence] of sentences) {
    assert.match(await withEnv(env, docker.missing) ?? "nothing", sentence);
  }
  await withEnv({ PATH: "/nowhere" }, () => sweepContainers("test-nothing"));
});

Deno.test("docker: the error names an image that cannot be pulled, and nothing is started", async () => {
  await requireEngine();
  using wanted = request();
  // This address refuses at once, whether or not this machine can reach a registry.
  const image = "127.0.0.1:1/nothing:1";
  const error = await refusal(
    withEnv(
      { ASYNCLAB_IMAGES: "official" },
      () => provideImages(["postgres"], wanted, { postgres: image }),
    ),
  );
  assert.equal(error.code, 69);
  assert.ok(error.message.startsWith(`Image ${image} cannot be pulled (`), error.message);
});
