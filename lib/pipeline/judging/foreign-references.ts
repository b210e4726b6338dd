import type { AccountRegion } from '../../arn.ts';
import type { Caller } from '../../identity/caller.ts';
import { type Registry, readsAll, statedOwner, type Tags } from '../../identity/ownership.ts';
import { Forbidden, NotFound } from '../../problem/errors.ts';
import type { Definition } from '../definition/definition.ts';
import { type Reference, referencesOf } from '../definition/references.ts';
import { invalidDefinition } from '../definition/required-definition.ts';
import type { Seeker } from '../stored/address.ts';
import type { ImageBuilder } from '../stored/image-builder.ts';

/** What it takes to see whose the resources are that a pipeline refers to. */
export interface ReferencePorts {
  readonly imageBuilder: Pick<ImageBuilder, 'tagsOfReference'>;
  readonly deployment: AccountRegion;
  readonly teams: Registry;
}

/**
 * Throws `Forbidden`, with every such place, where a write would let a pipeline refer to what carries another team's owner tag:
 * Image Builder weighs the rights of the service's own role, which has them on everything, so the team's are weighed here. The
 * owner of the pipeline counts, not the caller; a pipeline that names none is for admins alone, and lends nobody anything.
 *
 * Looks, side by side, only at what the write changes in a pipeline as it stands, which is everything where the pipeline gets
 * another owner. Rejects as Image Builder does where a look fails, so that nothing is written then, and with `ValidationFailed`
 * where there is more to look at than goes side by side.
 */
export async function requireOwnReferences(
  resulting: Definition,
  existing: Definition | undefined,
  { caller, signal }: Seeker,
  { imageBuilder, deployment, teams }: ReferencePorts,
): Promise<void> {
  const owner = statedOwner(resulting.tags, teams);
  if (teams.references === 'any' || owner === undefined) return;
  const stays = existing !== undefined && statedOwner(existing.tags, teams) === owner;
  const standing = new Set(stays ? referencesOf(existing).map(({ arn }) => arn) : []);
  const brought = referencesOf(resulting).filter(({ arn }) => isOf(deployment, arn) && !standing.has(arn));
  const resources = new Map(brought.map((reference) => [reference.arn, reference]));
  if (resources.size > maximumReferences) throw tooMany(resulting, resources.size);
  const looks = [...resources.values()].map(async (reference) => {
    const tags = await tagsIn(imageBuilder.tagsOfReference(reference, { signal }));
    return [reference.arn, statedOwner(tags, teams)] as const;
  });
  const owners = new Map(await Promise.all(looks));
  const foreign = brought.flatMap((reference) => {
    const other = owners.get(reference.arn);
    return other === undefined || other === owner ? [] : [{ ...reference, other }];
  });
  if (foreign.length > 0) throw forbidden(foreign, owner, caller, teams);
}

/**
 * As many calls go at one time (`lib/image-builder/wire/connection.ts`); an image has at most ten workflows, unless AWS raises
 * the quota.
 */
const maximumReferences = 50;

/**
 * Of the account and Region that pipelines are in. What others and AWS provide is shared by them, with whom they like; and in
 * another Region Image Builder finds nothing, nor has the service's role a right there.
 */
function isOf({ account, region }: AccountRegion, arn: string): boolean {
  const [, , , itsRegion, itsAccount] = arn.split(':');
  return itsAccount === account && itsRegion === region;
}

/** What does not exist is nobody's. The write comes upon it as well, and Image Builder says which one it is. */
async function tagsIn(look: Promise<Tags>): Promise<Tags | undefined> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** A reference to what belongs to another team, or to nobody that is known. */
interface Foreign extends Reference {
  /** What its owner tag says. */
  readonly other: string;
}

/** Where teams do not see each other's pipelines, they do not hear each other's names here. */
function forbidden(foreign: readonly Foreign[], owner: string, caller: Caller, registry: Registry): Forbidden {
  const { ownerTag } = registry;
  const isTold = readsAll(caller, registry);
  const expected = `a resource of team ${owner}, or one without the tag ${ownerTag}`;
  const errors = foreign.map(({ pointer, arn, other }) => {
    const whose = isTold ? JSON.stringify(other) : "another team's";
    const detail = `${pointer.slice(1)} names ${arn}, whose tag ${ownerTag} is ${whose}`;
    return { pointer, detail, expected, received: arn };
  });
  const details = errors.map(({ detail }) => detail).join('; ');
  return new Forbidden(
    `The pipeline belongs to team ${owner} and may not use what belongs to another team: ${details}. Name ${expected}; the owners of a ` +
      'resource share it with all teams by taking the tag off.',
    { title: 'The pipeline refers to what belongs to another team', extensions: { errors } },
  );
}

function tooMany(definition: Definition, count: number): Error {
  const expected = `at most ${maximumReferences} different recipes, configurations and workflows of this account`;
  const detail = `the definition refers to ${count} different resources of this account, and can to at most ${maximumReferences}`;
  return invalidDefinition(definition, [{ pointer: '/workflows', code: 'too-many', detail, expected, received: String(count) }]);
}
