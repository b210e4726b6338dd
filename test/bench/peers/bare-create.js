import { CreateImagePipelineCommand, ImagebuilderClient } from '@aws-sdk/client-imagebuilder';

const client = new ImagebuilderClient({ endpoint: process.env.BENCH_ENDPOINT });

export async function handler(event) {
  const { $metadata, ...body } = await client.send(new CreateImagePipelineCommand(JSON.parse(event.body)));
  return { statusCode: 201, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
