import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { problemsOf } from './rules-zod.js';
import { createPipeline, getPipeline } from './service.js';

const app = new Hono();

app.post('/v1/pipelines', async (context) => {
  const body = await context.req.json();
  const errors = problemsOf(body);
  if (errors !== undefined) return context.json({ status: 422, errors }, 422);
  return context.json(await createPipeline(body), 201);
});

app.get('/v1/pipelines/:name', async (context) => {
  const pipeline = await getPipeline(context.req.param('name'));
  return pipeline === undefined ? context.json({ status: 404 }, 404) : context.json(pipeline);
});

export const handler = handle(app);
