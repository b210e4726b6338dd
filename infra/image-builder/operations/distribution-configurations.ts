import { isObject } from '../../../lib/json/value.ts';
import { distributionList } from '../wire/distribution.ts';
import * as shapes from '../wire/shapes.ts';
import { structure } from '../wire/validation.ts';
import type { CatalogueNoun } from './catalogue-noun.ts';

/** https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateDistributionConfiguration.html */
const creation = structure(
  { name: shapes.name, distributions: distributionList, clientToken: shapes.clientToken },
  { description: shapes.text, tags: shapes.tags },
);

export const distributionConfigurations: CatalogueNoun<typeof creation> = {
  name: 'DistributionConfiguration',
  arn: shapes.distributionConfigurationArn,
  members: {
    arn: 'distributionConfigurationArn',
    body: 'distributionConfiguration',
    list: 'distributionConfigurationSummaryList',
  },
  creation,
  kind: () => 'distribution-configuration',
  // The model requires timeoutMinutes in answers though no request can set it; 720 is its upper limit.
  body: ({ distributions }) => ({ distributions, timeoutMinutes: 720 }),
  summary: (record) => ({
    arn: record.arn,
    name: record.name,
    description: record['description'],
    dateCreated: record.dateCreated,
    dateUpdated: record['dateUpdated'],
    tags: record.tags,
    regions: regionsOf(record['distributions']),
  }),
  filterNames: ['name'],
  versioned: false,
};

function regionsOf(distributions: unknown): readonly unknown[] {
  return Array.isArray(distributions) ? distributions.filter(isObject).map((item) => item['region']) : [];
}
