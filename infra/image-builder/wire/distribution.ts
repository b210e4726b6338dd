import * as shapes from './shapes.ts';
import { boolean, integer, list, string, structure, type Value } from './validation.ts';

const accountIds = list(shapes.accountId, { min: 1, max: 1536 });

const launchTemplateId = string({ pattern: /^lt-[a-z0-9-_]{17}$/ });

/** https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_AmiDistributionConfiguration.html */
const amiDistribution = structure(
  {},
  {
    name: string({ min: 1, max: 127, pattern: /^[-_A-Za-z0-9{][-_A-Za-z0-9\s:{}.]+[-_A-Za-z0-9}]$/ }),
    description: shapes.text,
    targetAccountIds: accountIds,
    amiTags: shapes.tags,
    kmsKeyId: shapes.text,
    launchPermission: structure(
      {},
      {
        userIds: accountIds,
        userGroups: list(shapes.text),
        organizationArns: list(string({ pattern: /^arn:aws[^:]*:organizations::[0-9]{12}:organization\/o-[a-z0-9]{10,32}$/ }), {
          min: 1,
          max: 25,
        }),
        organizationalUnitArns: list(
          string({ pattern: /^arn:aws[^:]*:organizations::[0-9]{12}:ou\/o-[a-z0-9]{10,32}\/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}/ }),
          { min: 1, max: 25 },
        ),
      },
    ),
  },
);

/** https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_FastLaunchConfiguration.html */
const fastLaunch = structure(
  { enabled: boolean },
  {
    snapshotConfiguration: structure({}, { targetResourceCount: integer({ min: 1, max: 10_000 }) }),
    maxParallelLaunches: integer({ min: 1 }),
    launchTemplate: structure({}, { launchTemplateId, launchTemplateName: shapes.text, launchTemplateVersion: shapes.text }),
    accountId: shapes.accountId,
  },
);

/** https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Distribution.html */
const distribution = structure(
  { region: shapes.text },
  {
    amiDistributionConfiguration: amiDistribution,
    containerDistributionConfiguration: structure(
      { targetRepository: shapes.targetRepository },
      { description: shapes.text, containerTags: list(shapes.text) },
    ),
    licenseConfigurationArns: list(
      string({ pattern: /^arn:aws[^:]*:license-manager:[^:]+:[0-9]{12}:license-configuration:lic-[a-z0-9-_]{32}$/ }),
      { min: 1, max: 50 },
    ),
    launchTemplateConfigurations: list(
      structure({ launchTemplateId }, { accountId: shapes.accountId, setDefaultVersion: boolean }),
      { min: 1, max: 100 },
    ),
    s3ExportConfiguration: structure(
      { roleName: shapes.text, diskImageFormat: string({ oneOf: ['VMDK', 'RAW', 'VHD'] }), s3Bucket: shapes.text },
      { s3Prefix: shapes.text },
    ),
    fastLaunchConfigurations: list(fastLaunch, { min: 1, max: 1000 }),
    ssmParameterConfigurations: list(
      structure(
        { parameterName: string({ min: 1, max: 1011, pattern: /^[a-zA-Z0-9_.\-/]+$/ }) },
        { amiAccountId: shapes.accountId, dataType: string({ oneOf: ['text', 'aws:ec2:image'] }) },
      ),
    ),
  },
);

export const distributionList = list(distribution);

export type Distribution = Value<typeof distribution>;
