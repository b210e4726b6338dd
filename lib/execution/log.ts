import { type Home, parseArn } from '../arn.ts';
import type { ImageRecord } from './image-builder.ts';

/** Where a run writes what it does, in CloudWatch Logs. */
export interface LogView {
  readonly group: string;
  readonly stream: string;
  /** The stream in the AWS console; `null` in a partition whose console this version does not know. */
  readonly url: string | null;
}

/**
 * The log of a run: `/aws/imagebuilder/<image>` unless another group was named, and the stream `<x.y.z>/<build>` in it. Source:
 * Image Builder User Guide, "Monitor Image Builder logs with Amazon CloudWatch Logs".
 */
export function logView({ arn, loggingConfiguration }: ImageRecord, home: Home): LogView | null {
  const { kind, name, version, build } = parseArn(arn) ?? {};
  if (kind !== 'image' || version === undefined || build === undefined) return null;
  const group = loggingConfiguration?.logGroupName || `/aws/imagebuilder/${name}`;
  const stream = `${version}/${build}`;
  return { group, stream, url: consoleUrl(group, stream, home) };
}

/**
 * Source: AWS General Reference, "AWS Management Console endpoints", and the guides to the China Regions and AWS GovCloud (US).
 */
const consoles: ReadonlyMap<string, string> = new Map([
  ['aws', 'console.aws.amazon.com'],
  ['aws-cn', 'console.amazonaws.cn'],
  ['aws-us-gov', 'console.amazonaws-us-gov.com'],
]);

function consoleUrl(group: string, stream: string, { partition, region }: Home): string | null {
  const host = consoles.get(partition);
  if (host === undefined) return null;
  const place = `log-groups/log-group/${fragment(group)}/log-events/${fragment(stream)}`;
  return `https://${host}/cloudwatch/home?region=${region}#logsV2:${place}`;
}

/**
 * A name in the fragment of a console URL: percent-encoded twice, with `$` in the place of `%`, so that `/` is written `$252F`.
 * AWS documents no such form; it is what the console itself writes (as found at https://stackoverflow.com/a/60818699).
 */
function fragment(name: string): string {
  return encodeURIComponent(encodeURIComponent(name)).replaceAll('%', '$');
}
