import * as shapes from '../wire/shapes.ts';
import { boolean, integer, list, map, string, structure } from '../wire/validation.ts';
import type { CatalogueNoun } from './catalogue-noun.ts';

/** https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateInfrastructureConfiguration.html */
const creation = structure(
  {
    name: shapes.name,
    instanceProfileName: string({ min: 1, max: 256, pattern: /^[\w+=,.@-]+$/ }),
    clientToken: shapes.clientToken,
  },
  {
    description: shapes.text,
    instanceTypes: list(string({})),
    securityGroupIds: list(shapes.text),
    subnetId: shapes.text,
    logging: structure({}, { s3Logs: structure({}, { s3BucketName: shapes.text, s3KeyPrefix: shapes.text }) }),
    keyPair: shapes.text,
    terminateInstanceOnFailure: boolean,
    snsTopicArn: string({ pattern: /^arn:aws[^:]*:sns:[^:]+:[0-9]{12}:[a-zA-Z0-9-_]{1,256}$/ }),
    resourceTags: map(shapes.tagKey, string({ max: 256 }), { min: 1, max: 30 }),
    instanceMetadataOptions: structure(
      {},
      { httpTokens: string({ pattern: /^(?:optional|required)$/ }), httpPutResponseHopLimit: integer({ min: 1, max: 64 }) },
    ),
    tags: shapes.tags,
    placement: structure(
      {},
      {
        availabilityZone: shapes.text,
        tenancy: string({ oneOf: ['default', 'dedicated', 'host'] }),
        hostId: shapes.text,
        hostResourceGroupArn: shapes.text,
      },
    ),
  },
);

export const infrastructureConfigurations: CatalogueNoun<typeof creation> = {
  name: 'InfrastructureConfiguration',
  arn: shapes.infrastructureConfigurationArn,
  members: {
    arn: 'infrastructureConfigurationArn',
    body: 'infrastructureConfiguration',
    list: 'infrastructureConfigurationSummaryList',
  },
  creation,
  kind: () => 'infrastructure-configuration',
  body: ({ name: _name, description: _description, clientToken: _token, tags: _tags, ...settings }) => ({
    ...settings,
    // The default that the API reference gives.
    terminateInstanceOnFailure: settings.terminateInstanceOnFailure ?? true,
  }),
  summary: (record) => ({
    arn: record.arn,
    name: record.name,
    description: record['description'],
    dateCreated: record.dateCreated,
    dateUpdated: record['dateUpdated'],
    resourceTags: record['resourceTags'],
    tags: record.tags,
    instanceTypes: record['instanceTypes'],
    instanceProfileName: record['instanceProfileName'],
    placement: record['placement'],
  }),
  filterNames: ['name'],
  versioned: false,
};
