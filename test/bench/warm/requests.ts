import type { APIGatewayProxyEvent } from 'aws-lambda';
import { apiEvent } from '../../support/event.ts';
import { compliant, refused } from '../../support/pipelines.ts';

/** What is asked over and over. */
export const requests = {
  create: creation(compliant),
  refusal: creation(refused),
  get: apiEvent({ path: '/v1/pipelines/web-base', pathParameters: { name: 'web-base' } }),
};

function creation(definition: object): APIGatewayProxyEvent {
  return apiEvent({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(definition) });
}
