import type * as v from 'valibot';
import type { Definition, definitionSchema } from './definition-schema.ts';

/**
 * A definition without the maps, lists and objects that say nothing: the service refuses most of them, and they mean none. A
 * `schedule` stays, because the service takes one without an expression for a schedule.
 */
export function withoutEmpties(request: v.InferOutput<typeof definitionSchema>): Definition {
  const { imageScanningConfiguration: scanning, workflows } = request;
  const tidied: Readonly<Record<string, unknown>> = {
    ...request,
    imageScanningConfiguration: scanningOf(scanning),
    workflows: workflows?.map(workflowOf),
  };
  const stated: Record<string, unknown> = {};
  for (const member of Object.keys(request))
    if (!mayBeEmpty.has(member) && member !== 'clientToken') stated[member] = tidied[member];
  for (const member of mayBeEmpty) if (isStated(tidied[member])) stated[member] = tidied[member];
  // Member by member what was sent, less what the type lets out.
  return stated as Definition;
}

const mayBeEmpty: ReadonlySet<string> = new Set([
  'tags',
  'imageTags',
  'imageTestsConfiguration',
  'imageScanningConfiguration',
  'workflows',
  'loggingConfiguration',
]);

type Scanning = Definition['imageScanningConfiguration'];
type Workflow = NonNullable<Definition['workflows']>[number];

function scanningOf(scanning: Scanning): Scanning {
  if (scanning?.ecrConfiguration === undefined) return scanning;
  const { ecrConfiguration, ...rest } = scanning;
  const { containerTags, ...repository } = ecrConfiguration;
  return { ...rest, ...unlessEmpty({ ecrConfiguration: { ...repository, ...unlessEmpty({ containerTags }) } }) };
}

function workflowOf({ parameters, ...workflow }: Workflow): Workflow {
  return { ...workflow, ...unlessEmpty({ parameters }) };
}

/** An object with one member, or one with none where that member is absent or empty. */
function unlessEmpty<Member extends string, Value extends object>(
  holder: Readonly<Record<Member, Value | undefined>>,
): Partial<Record<Member, Value>> {
  // What is stated is not undefined.
  return Object.values<Value | undefined>(holder).some(isStated) ? (holder as Record<Member, Value>) : {};
}

function isStated(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
