import * as v from 'valibot';
import { compliant, refused } from '../support/pipelines.ts';
import type { Shot } from './fire.ts';

const other = { name: 'Other' };

/** What the service is asked under load, once `compliant` is created. */
export const shots: readonly Shot[] = [
  {
    name: 'GET /v1/pipelines/{name}',
    method: 'GET',
    path: '/v1/pipelines/web-base',
    status: 200,
    mediaType: 'application/json',
    schema: v.object({
      name: v.literal('web-base'),
      arn: v.pipe(v.string(), v.endsWith(':image-pipeline/web-base')),
      status: v.literal('enabled'),
      tags: v.object({ team: v.literal('web') }),
      compliance: v.object({ compliant: v.literal(true) }),
    }),
  },
  {
    name: 'POST /v1/policy/evaluations',
    method: 'POST',
    path: '/v1/policy/evaluations',
    body: JSON.stringify({ operation: 'create', definition: { ...compliant, ...other } }),
    status: 200,
    mediaType: 'application/json',
    schema: v.object({
      decision: v.literal('allow'),
      violations: v.strictTuple([]),
      resulting: v.object({ name: v.literal('Other') }),
    }),
  },
  {
    name: 'POST /v1/pipelines, refused',
    method: 'POST',
    path: '/v1/pipelines',
    body: JSON.stringify({ ...refused, ...other }),
    status: 422,
    mediaType: 'application/problem+json',
    schema: v.object({
      type: v.pipe(v.string(), v.endsWith('/policy-violation')),
      status: v.literal(422),
      violations: v.strictTuple([v.object({ rule: v.literal('tags'), pointer: v.literal('/tags/cost-center') })]),
    }),
  },
];
