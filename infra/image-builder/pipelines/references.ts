import type { CatalogueRecord } from '../state/catalogue-record.ts';
import { compareVersions, covers, parseVersionedArn } from '../wire/arn.ts';
import { invalidValue } from '../wire/errors.ts';
import type { World } from '../world.ts';

/** The record that an ARN means: the one with this very ARN, or the latest of those that a version with `x` covers. */
export function resolveReference(arn: string, world: World): CatalogueRecord | undefined {
  const exact = world.store.catalogue.get(arn);
  const reference = exact === undefined ? parseVersionedArn(arn) : undefined;
  if (reference === undefined) return exact;
  const candidates = [...world.store.catalogue.values()].flatMap((record) => {
    const version = parseVersionedArn(record.arn);
    return version !== undefined && covers(reference, version) ? [{ record, version }] : [];
  });
  return candidates.sort((left, right) => compareVersions(right.version, left.version))[0]?.record;
}

/**
 * The record that a pipeline refers to, or `undefined` where the switch lets unknown ones pass. An ARN of another account or
 * Region, or one that AWS owns, is unknown here too: this server cannot look into it. Throws `ServiceError`
 * (InvalidParameterValueException) on the parameter.
 */
export function referenced(parameter: string, arn: string, world: World): CatalogueRecord | undefined {
  const record = resolveReference(arn, world);
  if (record !== undefined || world.switches.acceptUnknownReferences) return record;
  throw invalidValue(parameter, `The resource '${arn}' does not exist`);
}

/**
 * Checks the ARN of a workflow. Those that AWS manages take no version but `x.x.x`; the unfilled placeholder in the message is
 * the service's own (https://github.com/aws/aws-cdk/issues/29910).
 */
export function checkWorkflowReference(parameter: string, arn: string, world: World): void {
  const managed = managedWorkflow(arn);
  if (managed === undefined) {
    referenced(parameter, arn, world);
    return;
  }
  if (managed.version !== 'x.x.x') {
    throw invalidValue('workflows', "AWS managed workflows must have latest version 'x.x.x' for '{workflow_arn_str}'");
  }
  if (!managedWorkflows.includes(managed.path) && !world.switches.acceptUnknownReferences) {
    throw invalidValue(parameter, `The resource '${arn}' does not exist`);
  }
}

/**
 * Kind and name, and the version, of a workflow that belongs to AWS:
 * `arn:aws:imagebuilder:eu-west-1:aws:workflow/build/name/x.x.x`.
 */
function managedWorkflow(arn: string): { readonly path: string; readonly version: string } | undefined {
  const [, , , , account, resource = ''] = arn.split(':', 6);
  const [noun, kind, name, ...version] = resource.split('/');
  return account === 'aws' && noun === 'workflow' ? { path: `${kind}/${name}`, version: version.join('/') } : undefined;
}

/** https://docs.aws.amazon.com/cdk/api/v2/docs/@aws-cdk_aws-imagebuilder-alpha.AmazonManagedWorkflow.html */
const managedWorkflows: readonly string[] = [
  'build/build-container',
  'build/build-image',
  'distribution/distribute-container',
  'distribution/distribute-image',
  'test/test-container',
  'test/test-image',
];
