import { join } from 'node:path';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { routes } from '../../lib/service/routes.ts';
import { kebabCase } from '../settings/kebab-case.ts';
import type { StackSettings } from '../settings/settings.ts';
import { Api } from './api.ts';
import { authorizerRow, EndpointFunction } from './endpoint-function.ts';
import { Monitoring } from './monitoring.ts';

export interface ImagegateStackProps {
  readonly settings: StackSettings;
  /** Folder with a bundle for each function, as `bundleFunctions` makes it. */
  readonly bundles: string;
  readonly policyDigest: string;
}

/** Imagegate on AWS: a REST API, one function for each of its routes, and alarms. Nothing is stored. */
export class ImagegateStack extends Stack {
  constructor(scope: Construct, id: string, { settings, bundles, policyDigest }: ImagegateStackProps) {
    super(scope, id, stackProps(settings));

    const functions = new Map(
      routes.map((route) => {
        const bundle = join(bundles, kebabCase(route.operationId));
        return [route.operationId, new EndpointFunction(this, route.operationId, { route, bundle, settings }).handler];
      }),
    );
    const authorizer = settings.auth === 'jwt' ? addAuthorizer(this, bundles, settings) : undefined;
    const { restApi } = new Api(this, 'Api', { settings, policyDigest, functions, authorizer });
    const watched = [...functions.values(), ...(authorizer === undefined ? [] : [authorizer])];
    new Monitoring(this, 'Monitoring', { settings, restApi, functions: watched, hasAuthorizer: authorizer !== undefined });

    // A private API is found by a name that holds the VPC endpoint: API Gateway Developer Guide, "Invoke a private API".
    const host = [restApi.restApiId, ...settings.vpcEndpoints.slice(0, 1)].join('-');
    const url = `https://${host}.execute-api.${this.region}.${this.urlSuffix}`;
    new CfnOutput(this, 'Url', { value: url, description: 'Goes in front of every path of the route table' });
    const { value, description } = firstCall(settings, this.region, url);
    new CfnOutput(this, 'FirstCall', { value, description });
  }
}

function addAuthorizer(scope: Construct, bundles: string, settings: StackSettings): IFunction {
  const bundle = join(bundles, kebabCase(authorizerRow.operationId));
  return new EndpointFunction(scope, authorizerRow.operationId, { route: authorizerRow, bundle, settings }).handler;
}

/** A command that shows who one is. */
function firstCall(
  { auth }: StackSettings,
  region: string,
  url: string,
): { readonly value: string; readonly description: string } {
  if (auth === 'jwt') {
    return {
      value: `curl --header "Authorization: Bearer $TOKEN" ${url}/v1/whoami`,
      description: 'With a token of an issuer that teams.yaml trusts',
    };
  }
  return {
    value:
      `curl --aws-sigv4 aws:amz:${region}:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" ` +
      `--header "x-amz-security-token: $AWS_SESSION_TOKEN" ${url}/v1/health`,
    description: 'With temporary credentials in the environment, of a principal that is allowed execute-api:Invoke',
  };
}

function stackProps({ stackName, account, region }: StackSettings): StackProps {
  return {
    stackName,
    description: 'Imagegate: the one door to EC2 Image Builder pipelines',
    env: { ...(account === null ? {} : { account }), ...(region === null ? {} : { region }) },
  };
}
