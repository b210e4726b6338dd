import type { APIGatewayProxyEvent } from 'aws-lambda';
import { apiEvent } from '../support/event.ts';

/** The creation of a pipeline, as API Gateway tells it. */
export function creation(definition: object): APIGatewayProxyEvent {
  const headers = { 'content-type': 'application/json' };
  return apiEvent({ method: 'POST', path: '/v1/pipelines', headers, body: JSON.stringify(definition) });
}

/** The reading of a pipeline. */
export function reading(name: string): APIGatewayProxyEvent {
  return apiEvent({ path: `/v1/pipelines/${name}`, pathParameters: { name } });
}
