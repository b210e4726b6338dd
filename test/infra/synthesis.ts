import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { kebabCase } from '../../infra/settings/kebab-case.ts';
import { parseStackSettings } from '../../infra/settings/settings.ts';
import { authorizerRow } from '../../infra/stack/endpoint-function.ts';
import { ImagegateStack } from '../../infra/stack/stack.ts';
import { routes } from '../../lib/service/routes.ts';
import { temporaryFolder } from './temporary-folder.ts';

// CDK's own check of the template takes seconds a time; `npm run synth` runs it, and so does the test of the app.
process.env['CDK_VALIDATION'] = 'false';

export const policyDigest = 'sha256-test';

/** An app with the stack for these settings, with these bundles or empty ones. */
export function appFor(
  given: object = {},
  bundles = bundlesOf({ 'index.js': '' }),
): { readonly app: App; readonly stack: ImagegateStack } {
  const parsed = parseStackSettings(given);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const app = new App({ outdir: temporaryFolder(), context: CURRENTLY_RECOMMENDED_FLAGS });
  return {
    app,
    stack: new ImagegateStack(app, 'Imagegate', { settings: parsed.settings, bundles, policyDigest }),
  };
}

/** Made once for the same settings; a template is only read. */
export function templateFor(given: object = {}): Template {
  const key = JSON.stringify(given);
  const template = templates.get(key) ?? Template.fromStack(appFor(given).stack);
  templates.set(key, template);
  return template;
}

const templates = new Map<string, Template>();

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is looked into, not built upon
  readonly Properties: any;
}

/** The resources of a type, by logical id. */
export function resources(template: Template, type: string): Map<string, Resource> {
  const all: Record<string, Resource> = template.toJSON()['Resources'];
  return new Map(Object.entries(all).filter(([, { Type }]) => Type === type));
}

/** A value of a template in one line: references stand in angle brackets. */
export function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = ['', '']] = Object.entries(value ?? {});
  if (name === 'Ref') return `<${argument}>`;
  if (name === 'Fn::GetAtt') return `<${argument.join('.')}>`;
  if (name === 'Fn::Join') return argument[1].map(flat).join(argument[0]);
  throw new TypeError(`cannot be put in one line: ${JSON.stringify(value)}`);
}

/** The path of each resource of the API, with the stage in front, by logical id. */
export function paths(template: Template): Map<string, string> {
  const all = resources(template, 'AWS::ApiGateway::Resource');
  const pathOf = (id: string): string => {
    const properties = all.get(id)?.Properties;
    return properties === undefined ? '/v1' : `${pathOf(properties.ParentId.Ref ?? '')}/${properties.PathPart}`;
  };
  return new Map([...all.keys()].map((id) => [id, pathOf(id)]));
}

/** The methods of the API as `GET /v1/health`. */
export function methods(template: Template): Map<string, Resource['Properties']> {
  const pathById = paths(template);
  return new Map(
    [...resources(template, 'AWS::ApiGateway::Method').values()].map(({ Properties }) => [
      `${Properties.HttpMethod} ${pathById.get(Properties.ResourceId.Ref)}`,
      Properties,
    ]),
  );
}

/** A folder with the same files for every function. */
export function bundlesOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const { operationId } of [...routes, authorizerRow]) {
    mkdirSync(join(folder, kebabCase(operationId)));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, kebabCase(operationId), name), content);
  }
  return folder;
}
