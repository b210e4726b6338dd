import { compilePolicy } from '../../lib/cli/compile/compile.ts';
import { parseDefinition } from '../../lib/pipeline/definition/definition.ts';
import { completeDefinition } from '../../lib/pipeline/judging/complete.ts';
import { judge } from '../../lib/policy/engine.ts';
import { preparePolicy } from '../../lib/policy/policy.ts';
import { compliant, refused } from '../support/pipelines.ts';
import { measure, table } from './measure.ts';
import { deployedDuels } from './warm/deployed.ts';
import { table as tableOfDuels } from './warm/duel.ts';
import { stubbedDuels } from './warm/stubbed.ts';

/**
 * Warm cost of what stands in front of Image Builder: the whole of it, beside the same calls without it, what of that is its own
 * code, and the larger parts. The reference of the parts is the least that any handler does: read JSON, write JSON.
 */
const compiled = compilePolicy('infra/organisation/policy.yaml');
if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
const policy = preparePolicy(compiled.policy, compiled.policyDigest);

const context = { team: 'web', environment: 'dev', account: '111122223333', region: 'eu-west-1', name: 'web-base' };
const now = new Date('2026-11-22T12:00:00Z');
const text = JSON.stringify(compliant);
const { subject } = completeDefinition(compliant);
const { subject: refusedSubject } = completeDefinition(refused);

const deployed = await deployedDuels();
const stubbed = await stubbedDuels(compiled.policy, compiled.policyDigest);
const parts = await measure(
  [
    { name: 'reference: JSON.parse and JSON.stringify of the body', run: () => JSON.stringify(JSON.parse(text)) },
    { name: 'check the shape', run: () => parseDefinition(compliant) },
    { name: 'fill in defaults', run: () => completeDefinition(compliant) },
    { name: 'judge by the default policy: allowed', run: () => judge(policy, subject, context, now) },
    { name: 'judge by the default policy: refused, with a verified fix', run: () => judge(policy, refusedSubject, context, now) },
  ],
  200,
);
process.stdout.write(`Node ${process.version}, ${process.arch}

As deployed, over TLS, beside the bare SDK handler with default bundling

${tableOfDuels(deployed)}

Imagegate's own code, with a stubbed transport and the same client on both sides

${tableOfDuels(stubbed)}

${table(parts)}
`);
