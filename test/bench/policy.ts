import { readFileSync } from 'node:fs';
import { compilePolicy } from '../../lib/cli/compile/compile.ts';
import type { Definition } from '../../lib/pipeline/definition/definition.ts';
import { completeDefinition } from '../../lib/pipeline/judging/complete.ts';
import { judge } from '../../lib/policy/engine.ts';
import { ruleGuides } from '../../lib/policy/guides/index.ts';
import { loadPolicy } from '../../lib/policy/load/load.ts';
import { preparePolicy, type RuleDocument } from '../../lib/policy/policy.ts';
import { compliant as compliantInUtc } from '../support/pipelines.ts';
import { manyRules } from './many-rules.ts';
import { measure, singleCalls, table } from './measure.ts';
import { ajvCompiled, bareClosures, cedarName, cedarPolicies, celAlone, type Peer, rules } from './policy-peers.ts';

/** Warm cost of the rules: beside other engines that come to equal decisions, rule by rule, and in bulk. */
const compliant: Definition = {
  ...compliantInUtc,
  imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 90 },
  schedule: { ...compliantInUtc.schedule, timezone: 'Europe/London' },
};

/** Eight ways to break a rule; definition `n` breaks those whose bits `n` has, so that all combinations are there. */
const faults: readonly Partial<Definition>[] = [
  { tags: { ...compliant.tags, team: 'payments' } },
  { loggingConfiguration: { imageLogGroupName: '/x', pipelineLogGroupName: '/imagebuilder/web/pipeline' } },
  { schedule: { ...compliant.schedule, autoDisablePolicy: { failureCount: 9 } } },
  { imageTestsConfiguration: { imageTestsEnabled: false } },
  { enhancedImageMetadataEnabled: false },
  { executionRole: 'admin' },
  { name: 'web base' },
  { schedule: { ...compliant.schedule, timezone: 'Asia/Tokyo' } },
];
const definitions = Array.from(
  { length: 256 },
  (_, bits): Definition => Object.assign({}, compliant, ...faults.filter((_fault, place) => (bits >> place) % 2 === 1)),
);
const subjects = definitions.map((definition) => completeDefinition(definition).subject);

const context = { team: 'web', environment: 'dev', account: '111122223333', region: 'eu-west-1', name: 'web-base' };
const now = new Date('2026-11-22T12:00:00Z');
const prepared = (documents: readonly RuleDocument[]) => preparePolicy({ name: 'bench', version: '1', rules: documents }, '');
const nine = prepared(rules);
const none = prepared([]);

const cedar = await cedarPolicies();
const peers: readonly Peer[] = [bareClosures, ajvCompiled(), celAlone(), ...(cedar === undefined ? [] : [cedar])];
for (const [index, subject] of subjects.entries()) {
  const decision = judge(nine, subject, context, now).decision === 'allow';
  const other = peers.find(({ passes }) => passes(subject.definition) !== decision);
  if (other !== undefined) throw new Error(`${other.name} decides otherwise on definition ${index}`);
}

const [fine] = subjects;
const refused = completeDefinition(Object.assign({}, compliant, ...faults.slice(0, 5))).subject;
if (fine === undefined || judge(nine, refused, context, now).fix?.verified !== true) throw new Error('the subjects are wrong');
const cadenceRules: readonly RuleDocument[] = [
  ...rules.slice(0, 3),
  { id: 'cadence', type: 'schedule', minimumGap: '24h', maximumGap: '35d', timezones: ['Etc/UTC', 'Europe/*'] },
  ...rules.slice(4),
];
const cadence = prepared(cadenceRules);

const print = (text: string) => process.stdout.write(`${text}\n`);
print(`Node ${process.version}, ${process.arch}; equal decisions on ${subjects.length} definitions\n`);
if (cedar === undefined) print(`Without ${cedarName}, which is not installed: npm ci --prefix test/bench\n`);

print('Nine rules on a full compliant definition; the reference is the least that judging can cost\n');
const beside = await measure(
  [
    ...peers.map(({ name, passes }) => ({ name, run: () => passes(fine.definition) })),
    { name: 'judge: nine typed rules', run: () => judge(nine, fine, context, now) },
    { name: 'judge: nine typed rules, gaps between runs among them', run: () => judge(cadence, fine, context, now) },
    { name: 'judge: a refusal by five of nine, with its verified fix', run: () => judge(nine, refused, context, now) },
  ],
  500,
);
print(
  table([...beside.filter(({ name }) => name === bareClosures.name), ...beside.filter(({ name }) => name !== bareClosures.name)]),
);

print('\nSingle calls, in microseconds\n');
print(percentiles('nine typed rules on a full compliant definition', () => judge(cadence, fine, context, now)));
print(percentiles('refusal with its verified fix', () => judge(nine, refused, context, now)));

print('\nRule by rule on the same definition\n');
const single = [...ruleGuides.values()].map(({ type, example }) => {
  const policy = prepared([cadenceRules.find((rule) => rule.type === type) ?? { id: 'rule', type, ...example }]);
  const { decision } = judge(policy, fine, context, now);
  return { name: decision === 'allow' ? type : `${type} (refuses)`, run: () => judge(policy, fine, context, now) };
});
print(table(await measure([{ name: 'no rule', run: () => judge(none, fine, context, now) }, ...single], 200)));

const inBulk = (given: readonly Definition[], fixes: boolean) =>
  time(() => {
    for (let index = 0; index < 10_000; index++) {
      judge(cadence, completeDefinition(given[index % given.length] ?? compliant).subject, context, now, { fixes });
    }
  });
print('\n10 000 definitions on one core, in milliseconds\n');
print(`one in ten refused: ${inBulk([...Array<Definition>(9).fill(compliant), definitions[1] ?? compliant], false).toFixed(0)}`);
print(`nearly all refused: ${inBulk(definitions, false).toFixed(0)}, with their fixes ${inBulk(definitions, true).toFixed(0)}`);

print('\nTo get ready, in milliseconds\n');
const text = readFileSync('infra/organisation/policy.yaml', 'utf8');
print(`the default policy from YAML: ${time(() => loadPolicy(text, 'policy.yaml')).toFixed(1)} ms`);
const compiled = compilePolicy('infra/organisation/policy.yaml');
if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
print(`the default policy from its compiled form: ${time(() => preparePolicy(compiled.policy, '')).toFixed(2)} ms`);

print('\nMany rules of all types\n');
print(await manyRules(9));

function percentiles(name: string, run: () => unknown): string {
  const { p50, p99 } = singleCalls(run, 20_000);
  return `${name}: p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}`;
}

function time(run: () => unknown): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}
