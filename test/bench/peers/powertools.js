import { Router } from '@aws-lambda-powertools/event-handler/http';
import { problemsOf } from './rules-zod.js';
import { createPipeline, getPipeline } from './service.js';

const app = new Router();

app.post('/v1/pipelines', async ({ req }) => {
  const body = await req.json();
  const errors = problemsOf(body);
  if (errors !== undefined) return Response.json({ status: 422, errors }, { status: 422 });
  return Response.json(await createPipeline(body), { status: 201 });
});

app.get('/v1/pipelines/:name', async ({ params }) => {
  const pipeline = await getPipeline(params.name);
  return Response.json(pipeline ?? { status: 404 }, { status: pipeline === undefined ? 404 : 200 });
});

export const handler = (event, context) => app.resolve(event, context);
