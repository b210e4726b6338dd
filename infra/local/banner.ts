import type { LocalDeployment } from './deployment.ts';
import type { RunningService } from './service.ts';

/** The lines that programs look for: what serves, and where. */
export function addresses({ url, imageBuilderUrl }: RunningService, { account, region }: LocalDeployment): string {
  const upstream = imageBuilderUrl ?? `of AWS, account ${account}, ${region}`;
  return `imagegate  ${url}\nimage-builder  ${upstream}\n`;
}

export interface Told {
  readonly policyDigest: string;
  readonly auth: 'iam' | 'jwt';
  /** Names of the teams. */
  readonly teams: readonly string[];
}

/** What a person can do next, ready to be pasted. */
export function firstSteps(service: RunningService, deployment: LocalDeployment, { policyDigest, auth, teams }: Told): string {
  const { url, imageBuilderUrl } = service;
  const takeToken = `TOKEN=$(npm run --silent token -- --url ${url} --team ${teams[0] ?? 'TEAM'} --scope read,write)`;
  const withToken = ' -H "Authorization: Bearer $TOKEN"';
  const proof = auth === 'jwt' ? withToken : '';
  const sections = [
    auth === 'jwt'
      ? `Every call needs a token; the rules are ${policyDigest}.`
      : `Without a token, callers on this machine are ${deployment.userArn}; the rules are ${policyDigest}.`,
    section(auth === 'jwt' ? 'Get a token first:' : 'Be someone else, with a token:', [
      takeToken,
      `curl -i ${url}/v1/whoami${withToken}`,
    ]),
    section(imageBuilderUrl === undefined ? 'Create a pipeline, a real one:' : 'Create a pipeline:', [
      post(`${url}/v1/pipelines`, exampleDefinition(deployment), proof),
      `curl -i ${url}/v1/pipelines/web-base${proof}`,
    ]),
    section('Be refused, with all reasons and the way out:', [post(`${url}/v1/pipelines`, refusedDefinition(deployment), proof)]),
  ];
  if (imageBuilderUrl !== undefined) {
    const aws = `aws imagebuilder list-image-pipelines --region ${deployment.region} --endpoint-url ${imageBuilderUrl}`;
    sections.push(
      section('Look behind the door with the AWS CLI:', [`AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local ${aws}`]),
      section('Use the Image Builder of AWS, with your own credentials and Region:', ['npm start -- --aws']),
    );
  }
  return `\n${sections.join('\n\n')}\n\nCtrl-C stops.\n`;
}

function section(title: string, commands: readonly string[]): string {
  return [title, ...commands.map((command) => `  ${command}`)].join('\n');
}

function post(url: string, body: object, proof: string): string {
  return `curl -i ${url}${proof} -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
}

/** A definition that the rules in infra/organisation let through, made of what the embedded Image Builder has from the start. */
export function exampleDefinition({ partition, region, account }: LocalDeployment): object {
  const arn = (resource: string) => `arn:${partition}:imagebuilder:${region}:${account}:${resource}`;
  return {
    name: 'Web Base',
    imageRecipeArn: arn('image-recipe/web/1.4.0'),
    infrastructureConfigurationArn: arn('infrastructure-configuration/std'),
    schedule: { scheduleExpression: 'cron(0 6 ? * mon *)', timezone: 'Europe/London', autoDisablePolicy: { failureCount: 3 } },
    loggingConfiguration: { imageLogGroupName: '/imagebuilder/web/image', pipelineLogGroupName: '/imagebuilder/web/pipeline' },
    // Groups outside /aws/imagebuilder/ are written with a role of the account's own (CreateImagePipeline, loggingConfiguration).
    executionRole: 'web-image-builder',
    tags: { team: 'web', owner: 'web@example.com', 'cost-center': 'CC-1234', 'data-class': 'internal' },
  };
}

/** One that breaks them in several ways. */
export function refusedDefinition(deployment: LocalDeployment): object {
  const { partition, region, account } = deployment;
  return {
    ...exampleDefinition(deployment),
    name: 'Web Nightly',
    infrastructureConfigurationArn: `arn:${partition}:imagebuilder:${region}:${account}:infrastructure-configuration/payments-isolated`,
    schedule: { scheduleExpression: 'cron(0 2 * * ? *)', autoDisablePolicy: { failureCount: 9 } },
    tags: { team: 'web' },
  };
}
