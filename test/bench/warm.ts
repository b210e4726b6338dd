import { compilePolicy } from '../../infra/policy/compile.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { createPipelineOperation } from '../../lib/http/operations/create-pipeline.ts';
import { completeDefinition } from '../../lib/pipeline/complete.ts';
import { type Definition, parseDefinition } from '../../lib/pipeline/definition.ts';
import type { ImageBuilder } from '../../lib/pipeline/image-builder.ts';
import { recordOf } from '../../lib/pipeline/record.ts';
import { judge } from '../../lib/policy/engine.ts';
import { preparePolicy } from '../../lib/policy/policy.ts';
import { apiEvent, lambdaContext } from '../support/event.ts';
import { fakeImageBuilder } from '../support/image-builder-fake.ts';
import { testRuntime } from '../support/runtime.ts';
import { measure, table } from './measure.ts';
import { arnOf, compliant, refused } from './pipelines.ts';

/** Warm cost of what stands in front of Image Builder. The reference is the least that any handler does: read JSON, write JSON. */
const compiled = compilePolicy('infra/organisation/policy.yaml');
if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
const policy = preparePolicy(compiled.policy, compiled.policyDigest);
const runtime = { ...testRuntime(), policy, telemetry: { record: () => undefined }, timer: () => performance.now() };

const context = { team: 'web', environment: 'dev', account: '111122223333', region: 'eu-west-1', name: 'web-base' };
const now = new Date('2026-11-22T12:00:00Z');
const text = JSON.stringify(compliant);
const { subject } = completeDefinition(compliant);
const { subject: refusedSubject } = completeDefinition(refused);

const pipelineArn = arnOf('image-pipeline', 'web-base');
const upstream: Partial<ImageBuilder> = {
  createPipeline: async () => ({ arn: pipelineArn }),
  getPipeline: async () => recordOf(compliant, pipelineArn),
};
const create = endpoint(
  'createPipeline',
  runtime,
  createPipelineOperation({ ...runtime, imageBuilder: fakeImageBuilder(upstream) }),
);
const event = (definition: Definition) =>
  apiEvent({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(definition) });

const measurements = await measure(
  [
    { name: 'reference: JSON.parse and JSON.stringify of the body', run: () => JSON.stringify(JSON.parse(text)) },
    { name: 'check the shape', run: () => parseDefinition(compliant) },
    { name: 'fill in defaults', run: () => completeDefinition(compliant) },
    { name: 'judge by the default policy: allowed', run: () => judge(policy, subject, context, now) },
    { name: 'judge by the default policy: refused, with a verified fix', run: () => judge(policy, refusedSubject, context, now) },
    { name: 'whole create, upstream taken out', run: () => create(event(compliant), lambdaContext()) },
    { name: 'whole refusal', run: () => create(event(refused), lambdaContext()) },
  ],
  200,
);
process.stdout.write(`Node ${process.version}, ${process.arch}\n\n${table(measurements)}\n`);
