import { describe, expect, it } from 'vitest';
import { endpoint } from '../../lib/http/endpoint.ts';
import { parseEvent } from '../../lib/http/inbound.ts';
import { listPipelinesOperation } from '../../lib/http/operations/list-pipelines.ts';
import { listPipelines } from '../../lib/service/routes.ts';
import { apiEvent, lambdaContext } from '../support/event.ts';
import { fakeImageBuilder } from '../support/image-builder-fake.ts';
import { openPolicy, testRuntime } from '../support/runtime.ts';

const runtime = testRuntime(openPolicy);
const handler = endpoint(listPipelines, runtime, listPipelinesOperation({ ...runtime, imageBuilder: fakeImageBuilder({}) }));

describe('a query', () => {
  it.each(['__proto__', 'constructor', 'prototype'])(
    'with the parameter %s is refused like any other that does not exist',
    async (name) => {
      // From a text, as it arrives: in a literal `__proto__` would set the prototype in place of a member.
      const query = JSON.parse(`{${JSON.stringify(name)}:["1"]}`);
      const { statusCode, body } = await handler(apiEvent({ query }), lambdaContext());
      expect(statusCode).toBe(400);
      expect(JSON.parse(body).errors).toEqual([expect.objectContaining({ parameter: name, code: 'unknown-parameter' })]);
    },
  );
});

describe('a header', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('called %s is a header like any other', (name) => {
    const { headers } = parseEvent(apiEvent({ headers: JSON.parse(`{${JSON.stringify(name)}:"1"}`) }));
    expect(Object.entries(headers)).toEqual([[name, '1']]);
  });
});
