import { CreateImagePipelineCommand, GetImagePipelineCommand, ImagebuilderClient } from '@aws-sdk/client-imagebuilder';

const client = new ImagebuilderClient({ endpoint: process.env.BENCH_ENDPOINT });

/** Creates a pipeline and reads it back, as imagegate does. */
export async function createPipeline(definition) {
  const { imagePipelineArn } = await client.send(new CreateImagePipelineCommand(definition));
  const { imagePipeline } = await client.send(new GetImagePipelineCommand({ imagePipelineArn }));
  return imagePipeline;
}

/** `undefined` for a pipeline that does not exist. */
export async function getPipeline(name) {
  const imagePipelineArn = `arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/${name}`;
  try {
    const { imagePipeline } = await client.send(new GetImagePipelineCommand({ imagePipelineArn }));
    return imagePipeline;
  } catch (error) {
    if (error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
