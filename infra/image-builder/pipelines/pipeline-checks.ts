import { parseSchedule } from '../../../lib/schedule/parse.ts';
import { checkTimezone } from '../../../lib/schedule/timezone.ts';
import { invalidValue, ServiceError } from '../wire/errors.ts';
import type { World } from '../world.ts';
import { platformFrom } from './platform.ts';
import { checkWorkflowReference, referenced } from './references.ts';
import type { PipelineSettings } from './stored-pipeline.ts';

/**
 * Everything about the settings of a pipeline that no pattern can say: exactly one recipe, a schedule that means something, and
 * references that lead somewhere. Throws `ServiceError` for the first that is wrong.
 * @returns The platform, which a pipeline has from its recipe.
 */
export function checkSettings(settings: PipelineSettings, world: World): { platform: string } {
  const recipe = oneRecipe(settings, world);
  checkSchedule(settings.schedule ?? {});
  checkWorkflows(settings, world);
  checkScanning(settings, world);
  const record = referenced(recipe.parameter, recipe.arn, world);
  referenced('infrastructureConfigurationArn', settings.infrastructureConfigurationArn, world);
  if (settings.distributionConfigurationArn !== undefined) {
    referenced('distributionConfigurationArn', settings.distributionConfigurationArn, world);
  }
  return { platform: String(record?.['platform'] ?? platformFrom(recipe.arn, world.switches)) };
}

function oneRecipe({ imageRecipeArn, containerRecipeArn }: PipelineSettings, { switches }: World) {
  if (imageRecipeArn !== undefined && containerRecipeArn === undefined)
    return { parameter: 'imageRecipeArn', arn: imageRecipeArn };
  if (containerRecipeArn !== undefined && imageRecipeArn === undefined) {
    return { parameter: 'containerRecipeArn', arn: containerRecipeArn };
  }
  throw new ServiceError(
    switches.recipeChoiceError,
    "Exactly one of 'imageRecipeArn' and 'containerRecipeArn' must be supplied.",
  );
}

function checkSchedule({ scheduleExpression, timezone }: NonNullable<PipelineSettings['schedule']>): void {
  if (scheduleExpression !== undefined) {
    const parsed = parseSchedule(scheduleExpression);
    if (!parsed.ok) throw invalidValue('schedule.scheduleExpression', wordsFor(scheduleExpression, parsed.problem.position));
  }
  if (timezone !== undefined && !checkTimezone(timezone).ok) {
    throw invalidValue('schedule.timezone', `'${timezone}' is not a time zone`);
  }
}

/**
 * The service counts inside the brackets, as pasted for `cron(0 0 * * *)` in
 * https://github.com/hashicorp/terraform-provider-aws/issues/17396.
 */
function wordsFor(expression: string, position: number): string {
  const cron = /^cron\((?<fields>.*)\)$/s.exec(expression)?.groups?.['fields'];
  if (cron === undefined)
    return 'Invalid schedule expression. Details: The expression must have the form cron(fields) or rate(value unit).';
  const place = Math.min(Math.max(position - 'cron('.length, 0), cron.length);
  const found = place === cron.length ? 'Unexpected end of expression.' : `Unexpected '${cron[place]}'.`;
  return `Invalid schedule expression. Details: Invalid CRON expression: error at position ${place}, details: ${found}`;
}

function checkWorkflows({ workflows = [], executionRole }: PipelineSettings, world: World): void {
  workflows.forEach(({ workflowArn }, index) => {
    checkWorkflowReference(`workflows[${index}].workflowArn`, workflowArn, world);
  });
  if (workflows.length > 0 && executionRole === undefined && world.switches.workflowsNeedExecutionRole) {
    throw invalidValue('executionRole', 'An execution role is required when workflows are supplied');
  }
}

/** The words of https://github.com/hashicorp/terraform-provider-aws/pull/35674. */
function checkScanning({ imageScanningConfiguration, containerRecipeArn }: PipelineSettings, world: World): void {
  if (imageScanningConfiguration?.imageScanningEnabled !== true || world.switches.inspectorEnabled) return;
  const resources = containerRecipeArn === undefined ? 'ec2' : 'ecr';
  throw new ServiceError(
    'ResourceDependencyException',
    `Resource dependency error: Amazon Inspector is not enabled for '${resources}' resources in account '${world.account}'.`,
  );
}
