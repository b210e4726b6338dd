import { parseArn, type ResourceArn } from '../../arn.ts';

/**
 * Other ways to write an ARN that mean the same beyond doubt. What stands behind the name is read with good will: `latest` and
 * `*` are `x` to Image Builder, `v1.4.0` is 1.4.0, and recipes have versions and no builds.
 */
export function restatedArns(text: string): string[] {
  const trimmed = text.trim();
  const arn = parseArn(trimmed);
  if (arn === undefined) return [trimmed, inLowerCase(trimmed)];
  const version = arn.version === undefined ? undefined : restatedVersion(arn.version);
  return [trimmed, inLowerCase(trimmed), printed({ ...arn, version }), printed({ ...arn, version, build: undefined })];
}

/** The newest version of what an ARN names, whatever version it has. */
export function latestOf(text: string): string | undefined {
  const arn = parseArn(text);
  return arn && printed({ ...arn, version: anyVersion, build: undefined });
}

const anyVersion = 'x.x.x';

function restatedVersion(version: string): string {
  if (/^(?:latest|newest|current|\*|x|)$/i.test(version)) return anyVersion;
  return version.toLowerCase().replace(/^v/, '').replaceAll('*', 'x');
}

/** The service makes the last part of each of its ARNs from a name, in lower case and with hyphens. */
function inLowerCase(text: string): string {
  const start = text.lastIndexOf(':') + 1;
  return text.startsWith('arn:') ? text.slice(0, start) + text.slice(start).toLowerCase().replaceAll(' ', '-') : text;
}

function printed({ partition, region, account, kind, stage, name, version, build }: ResourceArn): string {
  const resource = [kind, stage, name.toLowerCase().replaceAll(' ', '-'), version, build].filter((part) => part !== undefined);
  return `arn:${partition}:imagebuilder:${region}:${account}:${resource.join('/')}`;
}
