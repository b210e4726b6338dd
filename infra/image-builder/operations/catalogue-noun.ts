import { resolveReference } from '../pipelines/references.ts';
import type { CatalogueRecord } from '../state/catalogue-record.ts';
import { arnOf, compareVersions, normaliseName, parseVersionedArn } from '../wire/arn.ts';
import { alreadyExists, inUse, notFound, ServiceError } from '../wire/errors.ts';
import { once } from '../wire/idempotency.ts';
import { pageOf } from '../wire/page.ts';
import { listing, owner } from '../wire/shapes.ts';
import { type StringShape, type StructureShape, structure, type Value } from '../wire/validation.ts';
import type { World } from '../world.ts';
import { type EmbeddedOperation, operation } from './operation.ts';

/** What the request for a new recipe, configuration or workflow has at least. */
interface Creation {
  readonly name: string;
  readonly clientToken: string;
  readonly description?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Of versioned nouns; `x` in place of a node lets the service number it. */
  readonly semanticVersion?: string | undefined;
}

/** A noun of the catalogue: how its four operations are called, and what is special about its bodies. */
export interface CatalogueNoun<S extends StructureShape> {
  /** As in the name of the operation, for example `ImageRecipe`. */
  readonly name: string;
  readonly arn: StringShape;
  /** The names of the members that carry the ARN, the body and the summaries. */
  readonly members: { readonly arn: string; readonly body: string; readonly list: string };
  readonly creation: S;
  /** The path of a new ARN before the name, for example `image-recipe`. */
  readonly kind: (request: Value<S>) => string;
  /** The members of the body beyond those that every noun has. */
  readonly body: (request: Value<S>, world: World) => object;
  readonly summary: (record: CatalogueRecord) => object;
  readonly filterNames: readonly string[];
  /** Versioned nouns have an owner, a version, and no date of an update. */
  readonly versioned: boolean;
  /** Follows the version in a new ARN. */
  readonly build?: string;
  readonly answersRequestId?: boolean;
}

/** Create, Get, List and Delete of a noun. */
export function nounOperations<S extends StructureShape>(noun: CatalogueNoun<S>): readonly EmbeddedOperation[] {
  const { name, members, answersRequestId = true } = noun;
  const reference = structure({ [members.arn]: noun.arn }, {});
  const inQuery = { query: { [members.arn]: 'one' }, input: reference, answersRequestId } as const;
  return [
    operation({
      name: `Create${name}`,
      route: `PUT /Create${name}`,
      answersRequestId,
      input: noun.creation,
      run: (request, world) => create(noun, request, world),
    }),
    operation({
      ...inQuery,
      name: `Get${name}`,
      route: `GET /Get${name}`,
      run(request, world) {
        const record = recordAt(request[members.arn], world);
        return { [members.body]: record, ...(noun.versioned && latestVersions(record.arn)) };
      },
    }),
    operation({
      name: `List${name}s`,
      route: `POST /List${name}s`,
      answersRequestId,
      input: structure({}, { ...listing, owner }),
      run: (request, world) => list(noun, request, world),
    }),
    operation({
      ...inQuery,
      name: `Delete${name}`,
      route: `DELETE /Delete${name}`,
      run(request, world) {
        const { arn } = recordAt(request[members.arn], world);
        if (isUsed(arn, world)) throw inUse(arn);
        world.store.catalogue.delete(arn);
        world.store.touch();
        return { [members.arn]: arn };
      },
    }),
  ];
}

/** The record that a request makes. */
export function newRecord<S extends StructureShape>(noun: CatalogueNoun<S>, request: Value<S>, world: World): CatalogueRecord {
  const { name, description, tags = {}, semanticVersion } = common(request);
  const stem = arnOf(world, `${noun.kind(request)}/${normaliseName(name)}`);
  const dateCreated = world.clock().toISOString();
  const described = { name, ...(description && { description }), ...noun.body(request, world) };
  if (semanticVersion === undefined) return { arn: stem, ...described, dateCreated, dateUpdated: dateCreated, tags };
  const version = numbered(semanticVersion, stem, world);
  return { arn: `${stem}/${version}${noun.build ?? ''}`, ...described, owner: world.account, version, dateCreated, tags };
}

function create<S extends StructureShape>(noun: CatalogueNoun<S>, request: Value<S>, world: World): object {
  const { clientToken } = common(request);
  const answer = once(`Create${noun.name}`, { ...request, clientToken }, world, () => {
    const record = newRecord(noun, request, world);
    if (world.store.catalogue.has(record.arn)) throw alreadyExists(noun.name, record.arn);
    world.store.catalogue.set(record.arn, record);
    return { clientToken, [noun.members.arn]: record.arn };
  });
  return { ...answer, ...(noun.versioned && latestVersions(answer[noun.members.arn] ?? '')) };
}

function list<S extends StructureShape>(
  noun: CatalogueNoun<S>,
  request: Parameters<typeof pageOf>[1] & { readonly owner?: string | undefined },
  world: World,
): object {
  // Everything in the catalogue belongs to the account itself.
  const records = (request.owner ?? 'Self') === 'Self' ? [...world.store.catalogue.values()] : [];
  const { items, ...rest } = pageOf(
    records.filter(({ arn }) => noun.arn.pattern?.test(arn)),
    request,
    { operation: `List${noun.name}s`, filterNames: noun.filterNames, switches: world.switches },
  );
  return { [noun.members.list]: items.map((record) => noun.summary(record)), ...rest };
}

/** The ARNs under which the versions around one are found (since November 2025). */
export function latestVersions(arn: string): object {
  const { stem, nodes: [major, minor, patch] = [] } = parseVersionedArn(arn) ?? {};
  if (stem === undefined) return {};
  return {
    latestVersionReferences: {
      latestVersionArn: `${stem}/x.x.x`,
      latestMajorVersionArn: `${stem}/${major}.x.x`,
      latestMinorVersionArn: `${stem}/${major}.${minor}.x`,
      latestPatchVersionArn: `${stem}/${major}.${minor}.${patch}`,
    },
  };
}

/** `1.4.x` becomes the version after the highest 1.4 there is; the nodes after the first `x` begin at 0. */
function numbered(semanticVersion: string, stem: string, world: World): string {
  const nodes = semanticVersion.split('.');
  const first = nodes.indexOf('x');
  if (nodes.some((node) => Number(node) > maximumNode)) {
    throw new ServiceError('InvalidVersionNumberException', `Each node of the version must be at most ${maximumNode}.`);
  }
  if (first === -1) return semanticVersion;
  const prefix = nodes.slice(0, first);
  const versions = [...world.store.catalogue.values()].flatMap(({ arn }) => {
    const version = parseVersionedArn(arn);
    return version?.stem === stem && prefix.every((node, index) => node === version.nodes[index]) ? [version] : [];
  });
  const highest = versions.sort(compareVersions).at(-1)?.nodes[first];
  return [...prefix, highest === undefined ? 0 : Number(highest) + 1, 0, 0].slice(0, 3).join('.');
}

/** 2^30 - 1: https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html */
const maximumNode = 1_073_741_823;

function recordAt(arn: string | undefined, world: World): CatalogueRecord {
  const record = resolveReference(arn ?? '', world);
  if (record === undefined) throw notFound(arn ?? '');
  return record;
}

function isUsed(arn: string, { store }: World): boolean {
  return [...store.pipelines.values()].some((pipeline) =>
    [
      pipeline.imageRecipeArn,
      pipeline.containerRecipeArn,
      pipeline.infrastructureConfigurationArn,
      pipeline.distributionConfigurationArn,
      ...(pipeline.workflows ?? []).map(({ workflowArn }) => workflowArn),
    ].includes(arn),
  );
}

/** Every creation shape has these members; TypeScript cannot see it through the type parameter. */
function common(request: unknown): Creation {
  return request as Creation;
}
