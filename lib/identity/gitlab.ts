import { Unauthenticated } from '../problem/errors.ts';
import { commonProof, shownClaims, shownValue, type TokenKind } from './proof.ts';

/**
 * ID tokens of GitLab CI. `project_id` is the project that the code comes from: for a merge request from a fork it is the fork,
 * even when the pipeline runs in the parent project, which `job_project_id` names. Source: GitLab Docs, "OpenID Connect (OIDC)
 * Authentication Using ID Tokens".
 */
export const gitlab: TokenKind = {
  ids: ['project_id', 'namespace_id'],
  narrowing: [
    'deployment_tier',
    'environment_protected',
    'job_project_id',
    'pipeline_source',
    'ref',
    'ref_type',
    'runner_environment',
    'user_id',
  ],
  refused: {
    sub: 'is made of names and can be given another form; use project_id',
    project_path: 'is a name, which someone else can take; use project_id',
    namespace_path: 'is a name, which someone else can take; use namespace_id',
    job_project_path: 'is a name, which someone else can take; use job_project_id',
    user_login: 'is a name, which someone else can take; use user_id',
    user_email: 'is a name, which someone else can take; use user_id',
  },
  prove(payload, issuer) {
    const project = shownValue(payload, 'project_id');
    if (project === undefined) throw new Unauthenticated('The token has no project_id, so it did not come from a GitLab CI job.');
    const claims = shownClaims(payload, told);
    return { ...commonProof(payload), subject: `${issuer}:project:${project}`, kind: 'gitlab', issuer, claims };
  },
};

const told = [
  'project_path',
  'project_id',
  'job_project_id',
  'namespace_id',
  'ref',
  'ref_protected',
  'sha',
  'pipeline_source',
  'environment',
  'pipeline_id',
  'job_id',
  'user_login',
  'user_id',
];
