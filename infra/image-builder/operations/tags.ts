import { notFound, ServiceError } from '../wire/errors.ts';
import { maximumTags, resourceArn, tagKey, tags } from '../wire/shapes.ts';
import { list, structure } from '../wire/validation.ts';
import type { World } from '../world.ts';
import { operation } from './operation.ts';

type Tags = Readonly<Record<string, string>>;

/** The tag operations answer no request id, and InvalidParameterException is the only client error that they model. */
const common = { answersRequestId: false, badRequest: 'InvalidParameterException' } as const;

export const tagOperations = [
  operation({
    ...common,
    name: 'TagResource',
    route: 'POST /tags/{resourceArn}',
    input: structure({ resourceArn, tags }, {}),
    run(request, world) {
      changeTags(request.resourceArn, world, (present) => ({ ...present, ...request.tags }));
      return {};
    },
  }),
  operation({
    ...common,
    name: 'UntagResource',
    route: 'DELETE /tags/{resourceArn}',
    query: { tagKeys: 'many' },
    input: structure({ resourceArn, tagKeys: list(tagKey, { min: 1, max: 50 }) }, {}),
    run({ resourceArn, tagKeys }, world) {
      changeTags(resourceArn, world, (present) =>
        Object.fromEntries(Object.entries(present).filter(([key]) => !tagKeys.includes(key))),
      );
      return {};
    },
  }),
  operation({
    ...common,
    name: 'ListTagsForResource',
    route: 'GET /tags/{resourceArn}',
    input: structure({ resourceArn }, {}),
    run: ({ resourceArn }, world) => ({ tags: tagsOf(resourceArn, world) }),
  }),
];

/** Tags are no part of an update: `dateUpdated` stays as it is. */
function changeTags(arn: string, { store }: World, change: (present: Tags) => Tags): void {
  const pipeline = store.pipelines.get(arn);
  const record = store.catalogue.get(arn);
  const image = store.images.get(arn);
  if (pipeline !== undefined) store.pipelines.set(arn, { ...pipeline, tags: limited(change(pipeline.tags)) });
  else if (record !== undefined) store.catalogue.set(arn, { ...record, tags: limited(change(record.tags)) });
  else if (image !== undefined) store.images.set(arn, { ...image, tags: limited(change(image.tags)) });
  else throw notFound(arn);
  store.touch();
}

function limited(present: Tags): Tags {
  if (Object.keys(present).length <= maximumTags) return present;
  throw new ServiceError('InvalidParameterException', `A resource may have at most ${maximumTags} tags.`);
}

function tagsOf(arn: string, { store }: World): Tags {
  const resource = store.pipelines.get(arn) ?? store.catalogue.get(arn) ?? store.images.get(arn);
  if (resource === undefined) throw notFound(arn);
  return resource.tags;
}
