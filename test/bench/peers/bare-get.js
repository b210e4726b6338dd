import { GetImagePipelineCommand, ImagebuilderClient } from '@aws-sdk/client-imagebuilder';

const client = new ImagebuilderClient({ endpoint: process.env.BENCH_ENDPOINT });

export async function handler(event) {
  const imagePipelineArn = `arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/${event.pathParameters.name}`;
  const { imagePipeline } = await client.send(new GetImagePipelineCommand({ imagePipelineArn }));
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(imagePipeline) };
}
