import { CreateImagePipelineCommand, GetImagePipelineCommand, ImagebuilderClient } from '@aws-sdk/client-imagebuilder';

const client = new ImagebuilderClient({ endpoint: process.env.BENCH_ENDPOINT });

export async function handler(event) {
  const { imagePipelineArn } = await client.send(new CreateImagePipelineCommand(JSON.parse(event.body)));
  const { imagePipeline } = await client.send(new GetImagePipelineCommand({ imagePipelineArn }));
  return { statusCode: 201, headers: { 'content-type': 'application/json' }, body: JSON.stringify(imagePipeline) };
}
