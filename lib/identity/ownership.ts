import { toPointer } from '../json/pointer.ts';
import { Forbidden } from '../problem/errors.ts';
import { looksLike } from '../text/look-alike.ts';
import type { Caller } from './caller.ts';
import type { TeamsDocument } from './teams.ts';

/** Tags of a pipeline. */
export type Tags = Readonly<Record<string, string>>;

/** What ownership knows about teams. */
export type Registry = Pick<TeamsDocument, 'teams' | 'reading' | 'ownerTag' | 'references'>;

/** What the owner tag says, whether a team is called so or not; `undefined` where there is no such tag. */
export function statedOwner(tags: Tags | undefined, { ownerTag }: Pick<Registry, 'ownerTag'>): string | undefined {
  return tags !== undefined && Object.hasOwn(tags, ownerTag) ? tags[ownerTag] : undefined;
}

/** The team that a pipeline with these tags belongs to; `null` for one that belongs to nobody, because no team is called so. */
export function ownerOf(tags: Tags | undefined, registry: Registry): string | null {
  const stated = statedOwner(tags, registry);
  return stated !== undefined && Object.hasOwn(registry.teams, stated) ? stated : null;
}

/** Whether a caller may know of a pipeline. Where reading is not shared, one that belongs to nobody is for admins. */
export function mayRead(caller: Caller, owner: string | null, registry: Registry): boolean {
  return readsAll(caller, registry) || isOwn(caller, owner);
}

/** Whether no pipeline is hidden from a caller. */
export function readsAll(caller: Caller, { reading }: Registry): boolean {
  return reading === 'shared' || isAdmin(caller);
}

/** Whether a caller may change, run or delete a pipeline of this owner. What belongs to nobody is for admins. */
export function mayChange(caller: Caller, owner: string | null): boolean {
  return isAdmin(caller) || isOwn(caller, owner);
}

/** Throws `Forbidden` where a pipeline that the caller may know of is not the caller's to change. */
export function requireMayChange(caller: Caller, tags: Tags | undefined, registry: Registry): void {
  const owner = ownerOf(tags, registry);
  if (mayChange(caller, owner)) return;
  const whose = owner === null ? 'no team' : `team ${owner}`;
  const help = owner === null ? ` An admin can give it to one, by its tag ${registry.ownerTag}.` : '';
  throw new Forbidden(`The pipeline belongs to ${whose}, and you act for ${actingFor(caller)}.${help}`);
}

/**
 * Throws `Forbidden` where these tags would make a pipeline another team's, or nobody's. An admin may give a pipeline to whom it
 * likes.
 */
export function requireOwnTags(caller: Caller, tags: Tags | undefined, registry: Registry): void {
  const stated = statedOwner(tags, registry);
  if (isAdmin(caller) || (stated !== undefined && stated === caller.team)) return;
  const { ownerTag } = registry;
  const pointer = toPointer(['tags', ownerTag]);
  const says = stated === undefined ? 'is missing' : `is ${JSON.stringify(stated)}`;
  const detail = `tag ${ownerTag} ${says}, and you act for ${actingFor(caller)}`;
  throw new Forbidden(`A pipeline belongs to the team that its tag ${ownerTag} names, but ${detail}.`, {
    extensions: { errors: [{ pointer, detail, expected: caller.team, received: stated ?? null }] },
  });
}

/**
 * Keys of tags that read like the owner tag and are not it: `Team`, `team ` or one with a foreign letter. Conditions of IAM pass
 * over the case of a key, and people over the rest, so that such a tag names a second owner.
 */
export function ownerLookAlikes(tags: Tags | undefined, { ownerTag }: Pick<Registry, 'ownerTag'>): readonly string[] {
  return Object.keys(tags ?? {}).filter((key) => looksLike(key, ownerTag));
}

/**
 * The team that a caller means whose pipeline says nothing of its owner: its own, for it cannot write for another. An admin can,
 * and means what it says. `null`: nobody.
 */
export function presumedOwner(caller: Caller, tags: Tags | undefined, registry: Registry): string | null {
  return isAdmin(caller) || statedOwner(tags, registry) !== undefined ? null : caller.team;
}

/** The team whose pipeline a caller writes: its own, or for an admin the one that the tags name. */
export function teamActedFor(caller: Caller, tags: Tags | undefined, registry: Registry): string | null {
  return (isAdmin(caller) ? ownerOf(tags, registry) : null) ?? caller.team;
}

function isAdmin({ scopes }: Caller): boolean {
  return scopes.includes('admin');
}

/** A caller without a team does not own what belongs to nobody. */
function isOwn({ team }: Caller, owner: string | null): boolean {
  return team !== null && team === owner;
}

function actingFor({ team }: Caller): string {
  return team === null ? 'no team' : `team ${team}`;
}
