import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Handler } from '../../../lib/http/endpoint.ts';
import { apiEvent } from '../../support/event.ts';
import { arnOf, compliant } from '../../support/pipelines.ts';
import { answering, type Duel, duel } from './duel.ts';
import { tell } from './told.ts';

// The process in which handlers are called that were bundled as they get deployed: the bare ones as their users bundle them.

const [bareCreate = '', gatedCreate = '', bareGet = '', gatedGet = ''] = process.argv.slice(2);

const requests = {
  create: apiEvent({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(compliant) }),
  get: apiEvent({ path: '/v1/pipelines/web-base', pathParameters: { name: 'web-base' } }),
};

tell(fight());

async function fight(): Promise<Duel[]> {
  const create = (handler: Handler) => answering(handler, requests.create, 201, arnOf('image-pipeline', 'web-base'));
  const get = (handler: Handler) => answering(handler, requests.get, 200, arnOf('image-pipeline', 'web-base'));
  const bare = { create: create(await handlerIn(bareCreate)), get: get(await handlerIn(bareGet)) };
  return [
    await duel('create and read back', bare.create, create(await handlerIn(gatedCreate))),
    await duel('get', bare.get, get(await handlerIn(gatedGet))),
    await duel('for comparison: the bare handler that creates, beside itself', bare.create, bare.create),
    await duel('for comparison: the bare handler that gets, beside itself', bare.get, bare.get),
  ];
}

async function handlerIn(file: string): Promise<Handler> {
  // A function finds its files in the folder that it stands in.
  process.chdir(dirname(file));
  const { handler } = await import(pathToFileURL(file).href);
  return handler;
}
