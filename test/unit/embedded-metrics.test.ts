import { describe, expect, it } from 'vitest';
import { embeddedMetrics, type Figure } from '../../lib/service/metrics.ts';

const count: Figure = { unit: 'Count', value: 2 };

describe('figures in a line of the log', () => {
  it('are described beside their values, as CloudWatch reads them', () => {
    const figures = new Map<string, Figure>([
      ['Requests', count],
      ['Latency', { unit: 'Microseconds', value: 7 }],
    ]);
    expect(embeddedMetrics('Here', figures, 1_795_000_000_000)).toEqual({
      _aws: {
        Timestamp: 1_795_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: 'Here',
            Dimensions: [['service']],
            Metrics: [
              { Name: 'Requests', Unit: 'Count' },
              { Name: 'Latency', Unit: 'Microseconds' },
            ],
          },
        ],
      },
      Requests: 2,
      Latency: 7,
    });
  });

  it.each([
    [0, []],
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ])('of which there are %i stand a hundred to a directive', (many, sizes) => {
    const figures = new Map(Array.from({ length: many }, (_, index) => [`f${index}`, count]));
    const line = embeddedMetrics('Here', figures, 0);
    expect(line).toMatchObject({ _aws: { CloudWatchMetrics: sizes.map((length) => ({ Metrics: { length } })) } });
    expect(Object.keys(line)).toHaveLength(many + 1);
  });
});
