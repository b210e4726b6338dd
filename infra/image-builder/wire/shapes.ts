import { boolean, integer, list, map, string, structure } from './validation.ts';

// The constraints that several nouns share, from the data types of the API reference:
// https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Types.html
// The patterns stand as they are published, odd ranges such as `Z-0` included, because errors quote them.

export const name = string({ pattern: /^[-_A-Za-z-0-9][-_A-Za-z0-9 ]{1,126}[-_A-Za-z-0-9]$/ });
export const text = string({ min: 1, max: 1024 });
export const clientToken = string({ min: 1, max: 64 });
export const accountId = string({ pattern: /^[0-9]{12}$/ });
export const uri = string({});
export const platform = string({ oneOf: ['Windows', 'Linux', 'macOS'] });

export const owner = string({ oneOf: ['Self', 'Shared', 'Amazon', 'ThirdParty', 'AWSMarketplace'] });

export const tagKey = string({ min: 1, max: 128, pattern: /^(?!aws:)[a-zA-Z0-9\s_.:/=+\-@]*$/ });
export const maximumTags = 50;
export const tags = map(tagKey, string({ max: 256 }), { min: 1, max: maximumTags });

export const wildcardVersion = string({ pattern: /^(?:[0-9]+|x)\.(?:[0-9]+|x)\.(?:[0-9]+|x)$/ });
export const version = string({ pattern: /^[0-9]+\.[0-9]+\.[0-9]+$/ });

export const imageRecipeArn = recipeArn('image-recipe');
export const containerRecipeArn = recipeArn('container-recipe');
export const infrastructureConfigurationArn = plainArn('infrastructure-configuration');
export const distributionConfigurationArn = plainArn('distribution-configuration');
export const imagePipelineArn = plainArn('image-pipeline');

export const workflowArn = string({
  pattern:
    /^arn:aws(?:-[a-z]+)*:imagebuilder:[a-z]{2,}(?:-[a-z]+)+-[0-9]+:(?:[0-9]{12}|aws(?:-[a-z-]+)?):workflow\/(build|test|distribution)\/[a-z0-9-_]+\/(?:(?:([0-9]+|x)\.([0-9]+|x)\.([0-9]+|x))|(?:[0-9]+\.[0-9]+\.[0-9]+\/[0-9]+))$/,
});

export const imageBuildVersionArn = imageArn('[0-9]+\\.[0-9]+\\.[0-9]+/[0-9]+');
export const imageVersionArn = imageArn('[0-9]+\\.[0-9]+\\.[0-9]+');
/** Of a build, or of a version that may have `x` for the latest. */
export const anyImageArn = imageArn('(?:(?:([0-9]+|x)\\.([0-9]+|x)\\.([0-9]+|x))|(?:[0-9]+\\.[0-9]+\\.[0-9]+/[0-9]+))');

/** What the tag operations take: the ARN of any Image Builder resource. */
export const resourceArn = string({
  pattern:
    /^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws(?:-[a-z-]+)?|third-party):(?:image-recipe|container-recipe|infrastructure-configuration|distribution-configuration|component|image|image-pipeline|lifecycle-policy|workflow\/(?:build|test|distribution))\/[a-z0-9-_]+(?:\/(?:(?:x|[0-9]+)\.(?:x|[0-9]+)\.(?:x|[0-9]+))(?:\/[0-9]+)?)?$/,
});

export const components = list(
  structure(
    {
      componentArn: string({
        pattern:
          /^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws(?:-[a-z-]+)?):component\/[a-z0-9-_]+\/(?:(?:([0-9]+|x)\.([0-9]+|x)\.([0-9]+|x))|(?:[0-9]+\.[0-9]+\.[0-9]+\/[0-9]+))$/,
      }),
    },
    { parameters: list(structure({ name: string({ min: 1, max: 256 }), value: list(string({})) }, {}), { min: 1 }) },
  ),
  { min: 1 },
);

export const blockDeviceMappings = list(
  structure(
    {},
    {
      deviceName: text,
      ebs: structure(
        {},
        {
          encrypted: boolean,
          deleteOnTermination: boolean,
          iops: integer({ min: 100, max: 64_000 }),
          kmsKeyId: text,
          snapshotId: text,
          volumeSize: integer({ min: 1, max: 16_000 }),
          volumeType: string({ oneOf: ['standard', 'io1', 'io2', 'gp2', 'gp3', 'sc1', 'st1'] }),
          throughput: integer({ min: 125, max: 1000 }),
        },
      ),
      virtualName: text,
      noDevice: string({ max: 0 }),
    },
  ),
);

export const targetRepository = structure({ service: string({ oneOf: ['ECR'] }), repositoryName: text }, {});

/** What every list operation takes. */
export const listing = {
  filters: list(
    structure(
      {},
      {
        name: string({ pattern: /^[a-zA-Z]{1,1024}$/ }),
        values: list(string({ pattern: /^[0-9a-zA-Z./_ :,{}"-]{1,1024}$/ }), { min: 1, max: 10 }),
      },
    ),
    { min: 1, max: 10 },
  ),
  maxResults: integer({ min: 1, max: 25 }),
  nextToken: string({ min: 1, max: 65_535 }),
} as const;

function recipeArn(kind: string) {
  return string({
    pattern: new RegExp(
      `^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws):${kind}/[a-z0-9-_]+/(?:[0-9]+|x)\\.(?:[0-9]+|x)\\.(?:[0-9]+|x)$`,
    ),
  });
}

function imageArn(version: string) {
  return string({
    pattern: new RegExp(`^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws(?:-[a-z-]+)?):image/[a-z0-9-_]+/${version}$`),
  });
}

function plainArn(kind: string) {
  return string({ pattern: new RegExp(`^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws):${kind}/[a-z0-9-_]+$`) });
}
