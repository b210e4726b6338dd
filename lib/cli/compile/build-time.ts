/**
 * The time that a build counts as made at: now, or what `SOURCE_DATE_EPOCH` says, so that an older state of the organisation's
 * files can be built again as it was, with the same warnings. Source:
 * https://reproducible-builds.org/specs/source-date-epoch/ (seconds since 1970). Throws when the variable is set to something
 * else.
 */
export function buildTime(environment: Readonly<Record<string, string | undefined>> = process.env): Date {
  const given = environment['SOURCE_DATE_EPOCH'];
  if (given === undefined || given === '') return new Date();
  if (!/^\d{1,12}$/.test(given))
    throw new TypeError(`SOURCE_DATE_EPOCH is ${JSON.stringify(given)}; it must be whole seconds since 1970`);
  return new Date(Number(given) * 1000);
}
