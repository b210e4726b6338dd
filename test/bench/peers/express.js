import serverlessExpress from '@codegenie/serverless-express';
import express from 'express';
import { problemsOf } from './rules-zod.js';
import { createPipeline, getPipeline } from './service.js';

const app = express();
app.use(express.json());

app.post('/v1/pipelines', async (request, response) => {
  const errors = problemsOf(request.body);
  if (errors !== undefined) response.status(422).json({ status: 422, errors });
  else response.status(201).json(await createPipeline(request.body));
});

app.get('/v1/pipelines/:name', async (request, response) => {
  const pipeline = await getPipeline(request.params.name);
  if (pipeline === undefined) response.status(404).json({ status: 404 });
  else response.json(pipeline);
});

export const handler = serverlessExpress({ app });
