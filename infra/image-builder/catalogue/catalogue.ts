import { newRecord } from '../operations/catalogue-noun.ts';
import { containerRecipes } from '../operations/container-recipes.ts';
import { distributionConfigurations } from '../operations/distribution-configurations.ts';
import { imageRecipes } from '../operations/image-recipes.ts';
import { infrastructureConfigurations } from '../operations/infrastructure-configurations.ts';
import { workflows } from '../operations/workflows.ts';
import type { CatalogueRecord } from '../state/catalogue-record.ts';
import type { World } from '../world.ts';

/**
 * What a new server has, so that a first pipeline finds something to refer to: things of the teams web and payments, and of
 * everybody. Its dates are fixed, to read the same everywhere.
 */
export function startingCatalogue(world: World): readonly CatalogueRecord[] {
  const then: World = { ...world, clock: () => new Date('2026-11-02T09:00:00.000Z') };
  return [
    ...imageRecipeRequests(world).map((request) => newRecord(imageRecipes, { clientToken, ...request }, then)),
    newRecord(containerRecipes, { clientToken, ...webContainer(world) }, then),
    ...infrastructureRequests.map((request) => newRecord(infrastructureConfigurations, { clientToken, ...request }, then)),
    ...distributionRequests.map((request) => newRecord(distributionConfigurations, { clientToken, ...request }, then)),
    newRecord(workflows, { clientToken, ...hardeningWorkflow }, then),
  ];
}

/** Requests have one; records do not keep it. */
const clientToken = 'catalogue';

function imageRecipeRequests({ partition, region }: World) {
  const amazon = (path: string) => `arn:${partition}:imagebuilder:${region}:aws:${path}`;
  const linux = { parentImage: amazon('image/amazon-linux-2023-x86/x.x.x'), workingDirectory: '/tmp' };
  const update = { componentArn: amazon('component/update-linux/x.x.x') };
  const web = { ...linux, name: 'web', description: 'nginx on Amazon Linux 2023', components: [update] };
  return [
    { ...web, semanticVersion: '1.3.2' },
    { ...web, semanticVersion: '1.4.0' },
    { ...linux, name: 'shared-al2023', semanticVersion: '2026.11.1', components: [update], tags: { purpose: 'golden image' } },
    {
      name: 'shared-windows-2022',
      semanticVersion: '1.0.0',
      parentImage: amazon('image/windows-server-2022-english-full-base-x86/x.x.x'),
      components: [{ componentArn: amazon('component/update-windows/x.x.x') }],
    },
  ];
}

function webContainer({ partition, region }: World) {
  return {
    name: 'web-container',
    semanticVersion: '1.0.0',
    containerType: 'DOCKER',
    parentImage: 'amazonlinux:2023',
    components: [{ componentArn: `arn:${partition}:imagebuilder:${region}:aws:component/update-linux/x.x.x` }],
    dockerfileTemplateData:
      'FROM {{{ imagebuilder:parentImage }}}\n{{{ imagebuilder:environments }}}\n{{{ imagebuilder:components }}}\n',
    targetRepository: { service: 'ECR', repositoryName: 'web' },
  } as const;
}

const infrastructureRequests = [
  { name: 'std', instanceProfileName: 'ImageBuilderInstanceProfile', instanceTypes: ['m6i.large'] },
  {
    name: 'shared-hardened',
    description: 'Private subnet, IMDSv2 only',
    instanceProfileName: 'ImageBuilderInstanceProfile',
    instanceTypes: ['m6i.large'],
    subnetId: 'subnet-0a1b2c3d4e5f60718',
    securityGroupIds: ['sg-0a1b2c3d4e5f60718'],
    instanceMetadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
  },
  {
    name: 'payments-isolated',
    description: 'With rights of the payments team, and meant for no other',
    instanceProfileName: 'PaymentsImageBuilder',
    instanceTypes: ['m6i.large'],
  },
];

const distributionRequests = [
  { name: 'shared-eu', regions: ['eu-west-1', 'eu-central-1'] },
  { name: 'shared-everywhere', regions: ['eu-west-1', 'us-east-1', 'ap-southeast-2'] },
].map(({ name, regions }) => ({
  name,
  distributions: regions.map((region) => ({
    region,
    amiDistributionConfiguration: { name: `${name} {{ imagebuilder:buildDate }}` },
  })),
}));

const hardeningWorkflow = {
  name: 'shared-hardening-check',
  semanticVersion: '1.0.0',
  type: 'TEST',
  description: 'Waits for an auditor before the image is distributed',
  data: 'name: shared-hardening-check\nschemaVersion: 1.0\nsteps:\n  - name: WaitForAuditor\n    action: WaitForAction\n',
} as const;
