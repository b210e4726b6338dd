import { Unauthenticated } from '../problem/errors.ts';
import { commonProof, shownClaims, shownValue, type TokenKind } from './proof.ts';

/**
 * Tokens of GitHub Actions. Repositories and their owners are known by their ids: a name can be given up and taken by somebody
 * else, and `sub`, which is made of names, has changed its form and can be given another by every repository. Source: GitHub
 * Docs, "OpenID Connect reference".
 */
export const github: TokenKind = {
  ids: ['repository_id', 'repository_owner_id', 'enterprise_id'],
  narrowing: ['actor_id', 'event_name', 'job_workflow_ref', 'ref', 'ref_type', 'runner_environment'],
  refused: {
    sub: 'is made of names and has several forms; use repository_id',
    repository: 'is a name, which someone else can take; use repository_id',
    repository_owner: 'is a name, which someone else can take; use repository_owner_id',
    enterprise: 'is a name, which someone else can take; use enterprise_id',
    actor: 'is a name, which someone else can take; use actor_id',
  },
  prove(payload, issuer) {
    const repository = shownValue(payload, 'repository_id');
    if (repository === undefined)
      throw new Unauthenticated('The token has no repository_id, so it did not come from a GitHub Actions job.');
    const claims = shownClaims(payload, told);
    return { ...commonProof(payload), subject: `${issuer}:repository:${repository}`, kind: 'github', issuer, claims };
  },
};

const told = [
  'repository',
  'repository_id',
  'repository_owner_id',
  'ref',
  'ref_protected',
  'sha',
  'event_name',
  'environment',
  'job_workflow_ref',
  'run_id',
  'run_attempt',
  'actor',
  'actor_id',
];
