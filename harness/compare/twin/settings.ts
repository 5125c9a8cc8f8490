import type { Variant } from "../../contract/lab.ts";
import type { TwinDiff } from "./result.ts";

/**
 * The settings of roles that differ between two variants, by role and name.
 *
 * @param plays whether a variant has a process of this role
 */
export function settingsThatDiffer(
  twin: Variant,
  sound: Variant,
  plays: (role: string) => boolean = () => true,
): TwinDiff["settings"] {
  const valueIn = ({ settings = {} }: Variant, role: string, name: string) =>
    settings[role]?.[name] ?? null;
  const all = [twin, sound].flatMap(({ settings = {} }) =>
    Object.entries(settings).flatMap(([role, words]) =>
      Object.keys(words).map((name) => ({ role, name }))
    )
  );
  const each = new Map(all.map((one) => [`${one.role} ${one.name}`, one]));
  return [...each.values()].map(({ role, name }) => (
    { role, name, twin: valueIn(twin, role, name), sound: valueIn(sound, role, name) }
  )).filter(({ role, twin, sound }) => twin !== sound && plays(role));
}
