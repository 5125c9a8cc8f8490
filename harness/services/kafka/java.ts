/** The Java that runs Kafka. */
import { unavailable } from "../../errors.ts";
import { aptCommand } from "../../host/debian.ts";
import { findJava, javaPackage, oldestJava } from "../../host/java.ts";

/**
 * Names the missing Java for a message; null where there is a suitable one.
 *
 * @throws Refusal (69) where JAVA_HOME is wrong
 */
export async function missingJava(): Promise<string | null> {
  if (await findJava() !== null) return null;
  const home = Deno.env.get("JAVA_HOME");
  if (!home) return `Java ${oldestJava} or later, which runs Kafka,`;
  throw unavailable(
    `JAVA_HOME is ${home}, but there is no Java ${oldestJava} or later in it; unset it, or install one with: ${
      aptCommand([javaPackage])
    }`,
  );
}
