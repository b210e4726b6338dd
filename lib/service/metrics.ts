/** What is counted or measured of one request, by the names of the metrics. */
export type Figures = ReadonlyMap<string, Figure>;

export interface Figure {
  readonly unit: 'Count' | 'Microseconds';
  readonly value: number;
}

/**
 * The members that make a JSON line of a log one of metrics also: CloudWatch reads a line with an `_aws` member so, wherever the
 * other members come from. The only dimension is `service`, which has to be a member of the line; CloudWatch bills every
 * combination, and API Gateway counts by method already. Source: CloudWatch User Guide, "Specification: Embedded metric format".
 */
export function embeddedMetrics(namespace: string, figures: Figures, now: number): object {
  const names = Array.from(figures, ([name, { unit }]) => ({ Name: name, Unit: unit }));
  const directives = [];
  for (let start = 0; start < names.length; start += maximumInDirective) {
    const some = names.slice(start, start + maximumInDirective);
    directives.push({ Namespace: namespace, Dimensions: [['service']], Metrics: some });
  }
  const values = Object.fromEntries(Array.from(figures, ([name, { value }]) => [name, value]));
  return { _aws: { Timestamp: now, CloudWatchMetrics: directives }, ...values };
}

/**
 * Same source: a directive has at most 100 metrics. A policy can have more rules than that, and one pipeline can break them all.
 */
const maximumInDirective = 100;
