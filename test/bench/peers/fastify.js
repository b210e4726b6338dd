import awsLambdaFastify from '@fastify/aws-lambda';
import Fastify from 'fastify';
import { definitionSchema } from './rules-ajv.js';
import { createPipeline, getPipeline } from './service.js';

const app = Fastify({ ajv: { customOptions: { allErrors: true, coerceTypes: false, removeAdditional: false } } });

app.setErrorHandler((error, _, reply) => {
  const status = error.validation === undefined ? 500 : 422;
  reply.code(status).send({ status, errors: error.validation });
});

app.post('/v1/pipelines', { schema: { body: definitionSchema } }, async (request, reply) => {
  reply.code(201);
  return createPipeline(request.body);
});

app.get('/v1/pipelines/:name', async (request, reply) => {
  const pipeline = await getPipeline(request.params.name);
  if (pipeline === undefined) reply.code(404);
  return pipeline ?? { status: 404 };
});

export const handler = awsLambdaFastify(app);
