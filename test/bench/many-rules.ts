import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Definition } from '../../lib/pipeline/definition/definition.ts';
import { completeDefinition } from '../../lib/pipeline/judging/complete.ts';
import { judge } from '../../lib/policy/engine.ts';
import { loadPolicy } from '../../lib/policy/load/load.ts';
import { type PolicyDocument, preparePolicy } from '../../lib/policy/policy.ts';
import { compliant } from '../support/pipelines.ts';
import { environmentFor } from '../support/surroundings.ts';
import { type Bundle, oursFor } from './cold/bundle.ts';
import { coldOf } from './cold/job.ts';
import { type Start, start } from './cold/start.ts';
import { creation } from './events.ts';
import { singleCalls } from './measure.ts';
import { rulesOfEveryType } from './rules-of-every-type.ts';

/**
 * What more and more rules of all types cost: to judge, to mend, and to start with. Twice as many shall cost twice as much at
 * most.
 */
export async function manyRules(rounds: number): Promise<string> {
  const counts = [13, 50, 100, 200, 400, 800];
  const warm = counts.map(warmRow);
  const folder = mkdtempSync(join(tmpdir(), 'imagegate-bench-'));
  try {
    const coldRows = await cold([0, 13, 200, 800], rounds, folder);
    return [
      '| rules | allowed: p50 µs | p99 | refused, with its verified fix: p50 µs | p99 | findings | loaded from YAML, ms | prepared, ms |',
      '|---:|---:|---:|---:|---:|---:|---:|---:|',
      ...warm,
      `\n200 rules that each want another tag, of which a pipeline has 50 at most: refused with what there is room for in ${crowded()} ms`,
      '\nFrom nothing to the first refusal, which asks nobody; medians\n',
      '| rules | organisation.json | bundle | cold: load + first answer, ms | processor, ms |',
      '|---:|---:|---:|---:|---:|',
      ...coldRows,
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const fine: Definition = { ...compliant, imageScanningConfiguration: { imageScanningEnabled: true } };
/** Breaks rules of five types, each time in a way that can be put right for certain. */
const mendable: Definition = {
  ...fine,
  schedule: { ...compliant.schedule, autoDisablePolicy: { failureCount: 9 } },
  imageTestsConfiguration: { imageTestsEnabled: false },
  imageScanningConfiguration: { imageScanningEnabled: false },
  enhancedImageMetadataEnabled: false,
};
const context = { team: 'web', environment: 'dev', account: '111122223333', region: 'eu-west-1', name: 'web-base' };
const now = new Date('2026-11-22T12:00:00Z');

function policyOf(count: number): PolicyDocument {
  return { name: 'many', version: '1', rules: rulesOfEveryType(count) };
}

function warmRow(count: number): string {
  const document = policyOf(count);
  const text = JSON.stringify(document);
  const loading = time(() => {
    const loaded = loadPolicy(text, 'policy.yaml');
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  });
  const preparing = time(() => preparePolicy(document, ''));
  const policy = preparePolicy(document, '');
  const [allowed, refused] = [fine, mendable].map((definition) => completeDefinition(definition).subject);
  if (allowed === undefined || refused === undefined) throw new Error('no subjects');
  const verdict = judge(policy, refused, context, now);
  if (judge(policy, allowed, context, now).decision !== 'allow' || verdict.fix?.verified !== true) {
    throw new Error(`${count} rules: ${JSON.stringify(verdict)}`);
  }
  const calls = Math.ceil(200_000 / count);
  const passing = singleCalls(() => judge(policy, allowed, context, now), calls);
  const mending = singleCalls(() => judge(policy, refused, context, now), Math.ceil(calls / 10));
  const figures = [passing.p50, passing.p99, mending.p50, mending.p99].map((micros) => micros.toFixed(0));
  return `| ${[count, ...figures, verdict.violations.length, loading.toFixed(0), preparing.toFixed(1)].join(' | ')} |`;
}

/** Milliseconds; the worst for a fix, since what goes together has to be tried. */
function crowded(): string {
  const rules = Array.from({ length: 200 }, (_, index) => ({
    id: `rule-${index}`,
    type: 'tags',
    require: { [`key-${index}`]: { equals: 'x' } },
  }));
  const policy = preparePolicy({ name: 'crowded', version: '1', rules }, '');
  const { subject } = completeDefinition(fine);
  return (singleCalls(() => judge(policy, subject, context, now), 20).p50 / 1000).toFixed(0);
}

async function cold(counts: readonly number[], rounds: number, folder: string): Promise<string[]> {
  const measured: { count: number; bundle: Bundle; starts: Start[] }[] = [];
  for (const count of counts) {
    const organisation = { policy: policyOf(count), policyDigest: 'sha256-bench' };
    measured.push({ count, bundle: await oursFor('createPipeline', join(folder, String(count)), organisation), starts: [] });
  }
  const event = creation({ ...mendable, tags: { ...compliant.tags, team: 'payments' } });
  const environment = environmentFor('https://127.0.0.1:1', '');
  for (let round = 0; round < rounds; round++) {
    for (const { bundle, starts } of measured) starts.push(await start(bundle.file, [event], environment));
  }
  return measured.map(({ count, bundle, starts }) => {
    const organisation = statSync(join(dirname(bundle.file), 'organisation.json')).size;
    const middle = (of: (start: Start) => number) => median(starts.map(of)).toFixed(0);
    const times = `${middle(coldOf)}: ${middle(({ load }) => load)} + ${middle(({ times }) => times[0] ?? Number.NaN)}`;
    const sizes = [organisation, bundle.bytes].map((bytes) => `${(bytes / 1000).toFixed(0)} kB`);
    return `| ${[count, ...sizes, times, middle(({ processor }) => processor)].join(' | ')} |`;
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}

function time(run: () => unknown): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}
