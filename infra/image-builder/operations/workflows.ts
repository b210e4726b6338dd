import * as shapes from '../wire/shapes.ts';
import { string, structure } from '../wire/validation.ts';
import type { CatalogueNoun } from './catalogue-noun.ts';

/** https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateWorkflow.html */
const creation = structure(
  {
    name: shapes.name,
    semanticVersion: shapes.version,
    type: string({ oneOf: ['BUILD', 'TEST', 'DISTRIBUTION'] }),
    clientToken: shapes.clientToken,
  },
  {
    description: shapes.text,
    changeDescription: shapes.text,
    data: string({ min: 1, max: 16_000, pattern: /^[^\0]+$/ }),
    uri: shapes.uri,
    kmsKeyId: shapes.text,
    tags: shapes.tags,
  },
);

export const workflows: CatalogueNoun<typeof creation> = {
  name: 'Workflow',
  arn: shapes.workflowArn,
  members: { arn: 'workflowBuildVersionArn', body: 'workflow', list: 'workflowVersionList' },
  creation,
  kind: ({ type }) => `workflow/${type.toLowerCase()}`,
  body: ({ changeDescription, type, data, kmsKeyId }) => ({ changeDescription, type, data, kmsKeyId }),
  summary: ({ arn, name, version, description, type, owner, dateCreated }) => ({
    // A summary stands for the version, not for one of its builds.
    arn: arn.replace(/\/\d+$/, ''),
    name,
    version,
    description,
    type,
    owner,
    dateCreated,
  }),
  filterNames: ['name', 'type', 'version'],
  versioned: true,
  build: '/1',
  // No operation on workflows answers one: https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_GetWorkflow.html
  answersRequestId: false,
};
