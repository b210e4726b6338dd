import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Annotations, App, Validations } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import { buildTime } from '../lib/cli/compile/build-time.ts';
import { compileOrganisation } from '../lib/cli/compile/compile.ts';
import { routes } from '../lib/service/routes.ts';
import { machineProblems } from './code-cache/machine.ts';
import { addCodeCaches } from './code-cache/make.ts';
import { parseStackSettings } from './settings/settings.ts';
import { bundleFunctions } from './stack/bundling.ts';
import { authorizerRow } from './stack/endpoint-function.ts';
import { executionRoleWarnings } from './stack/execution-roles.ts';
import { issuerProblems } from './stack/issuers.ts';
import { ImagegateStack } from './stack/stack.ts';

// The flags stand for CDK's present behaviour in place of its earlier ones; they change with the version of CDK only.
const app = new App({ context: CURRENTLY_RECOMMENDED_FLAGS });

const parsed = parseStackSettings(app.node.tryGetContext('imagegate'));
if (!parsed.ok) refuse('The settings in cdk.json are wrong', parsed.problems);

const elsewhere = machineProblems(parsed.settings, process);
if (elsewhere.length > 0) refuse('There can be no code cache', elsewhere);

const compiled = compileOrganisation(pathOf('organisation'));
if (!compiled.ok) refuse('The files of the organisation are wrong', compiled.problems);

const withoutIssuer = issuerProblems(parsed.settings, compiled.organisation.teams);
if (withoutIssuer.length > 0) refuse('The settings in cdk.json and teams.yaml do not go together', withoutIssuer);

// Beside what is synthesised from them, so that two runs with an output folder each do not meet.
const bundles = join(app.outdir, 'functions');
const rows = [...routes, ...(parsed.settings.auth === 'jwt' ? [authorizerRow] : [])];
await bundleFunctions(
  rows.map(({ operationId }) => operationId),
  compiled.organisation,
  bundles,
);

if (parsed.settings.codeCache) await addCodeCaches(routes, compiled.organisation, bundles);

const { policyDigest } = compiled.organisation;
const stack = new ImagegateStack(app, 'Imagegate', { settings: parsed.settings, bundles, policyDigest });
for (const warning of compiled.warnings) Annotations.of(stack).addWarningV2('imagegate:organisation', warning);
for (const warning of executionRoleWarnings(parsed.settings, compiled.organisation, buildTime()))
  Annotations.of(stack).addWarningV2('imagegate:executionRoles', warning);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

// On the standard error, because the cdk command prints templates on the standard output.
for (const { templateFullPath } of app.synth().stacks)
  process.stderr.write(`The template is in ${relative(process.cwd(), templateFullPath)}\n`);

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** Ends with sentences: a stack trace says nothing to who wrote a settings or a policy file. */
function refuse(heading: string, problems: readonly string[]): never {
  process.stderr.write(`${heading}:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
  process.exit(1);
}
