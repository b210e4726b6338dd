import type * as v from 'valibot';
import type { Definition } from './definition.ts';
import type { definitionSchema } from './definition-schema.ts';

/**
 * A definition without the maps, lists and objects that say nothing: the service refuses most of them, and they mean none. A
 * `schedule` stays, because the service takes one without an expression for a schedule.
 */
export function withoutEmpties({ clientToken: _, ...request }: v.InferOutput<typeof definitionSchema>): Definition {
  const { tags, imageTags, imageTestsConfiguration, imageScanningConfiguration, workflows, loggingConfiguration, ...rest } =
    request;
  return {
    ...rest,
    ...unlessEmpty({ tags }),
    ...unlessEmpty({ imageTags }),
    ...unlessEmpty({ imageTestsConfiguration }),
    ...unlessEmpty({ imageScanningConfiguration: scanningOf(imageScanningConfiguration) }),
    ...unlessEmpty({ workflows: workflows?.map(workflowOf) }),
    ...unlessEmpty({ loggingConfiguration }),
  };
}

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
  const isStated = Object.values<Value | undefined>(holder).some((value) => value !== undefined && Object.keys(value).length > 0);
  // What is stated is not undefined.
  return isStated ? (holder as Record<Member, Value>) : {};
}
